import { type AuditChainLink, chainAuditEvent, GENESIS_HASH } from '@latchkey/core/events/audit-chain'
import type { AuditEntry, AuditEvent } from '@latchkey/core/events/audit-event'
import type {
  AuditCheckpoint,
  AuditCondition,
  AuditCut,
  AuditLog,
  AuditQuery,
  AuditStretch,
} from '@latchkey/core/ports/audit-log'
import type { Comparison } from '@latchkey/core/ports/key-condition'

interface Chain {
  /** Oldest first. */
  readonly events: AuditEvent[]
  head: AuditChainLink
  checkpoint?: AuditCheckpoint
}

/** Audit chains in memory: one per project or workspace. */
export class MemoryAuditLog implements AuditLog {
  readonly #chains = new Map<string, Chain>()
  #listener: (chainId: string, entries: readonly AuditEntry[]) => void = () => {}

  /** Tells of every entry that was appended; there is one listener. */
  onAppend(listener: (chainId: string, entries: readonly AuditEntry[]) => void): void {
    this.#listener = listener
  }

  /** Appends all of the entries, or none when one of them cannot be chained. */
  append(chainId: string, entries: readonly AuditEntry[]): void {
    const chain = this.#chains.get(chainId) ?? { events: [], head: { sequence: 0, hash: GENESIS_HASH } }
    const added: AuditEvent[] = []
    for (const entry of entries) {
      const last = added.at(-1) ?? chain.head
      added.push(chainAuditEvent(entry, chainId, last.sequence + 1, last.hash))
    }
    chain.events.push(...added)
    const { sequence, hash } = added.at(-1) ?? chain.head
    chain.head = { sequence, hash }
    this.#chains.set(chainId, chain)
    this.#listener(chainId, entries)
  }

  /** The whole chain, oldest first. */
  read(chainId: string): readonly AuditEvent[] {
    return [...(this.#chains.get(chainId)?.events ?? [])]
  }

  listEvents(chainId: string, { conditions, before = Number.POSITIVE_INFINITY, limit }: AuditQuery): readonly AuditEvent[] {
    return this.read(chainId)
      .toReversed()
      .filter((event) => event.sequence < before && conditions.every((condition) => holds(condition, event)))
      .slice(0, limit)
  }

  readChain(chainId: string, { after, limit }: AuditStretch): readonly AuditEvent[] {
    return this.read(chainId)
      .filter(({ sequence }) => sequence > after)
      .slice(0, limit)
  }

  findHead(chainId: string): AuditChainLink | undefined {
    return this.#chains.get(chainId)?.head
  }

  readCheckpoint(chainId: string): AuditCheckpoint | undefined {
    return this.#chains.get(chainId)?.checkpoint
  }

  listChains(): readonly string[] {
    return [...this.#chains.keys()]
  }

  async cutBefore(chainId: string, { before, limit, sign }: AuditCut): Promise<number> {
    const chain = this.#chains.get(chainId)
    if (chain === undefined) return 0
    const young = chain.events.findIndex(({ at }) => at >= before)
    const count = Math.min(young === -1 ? chain.events.length : young, limit)
    const last = chain.events[count - 1]
    if (last === undefined) return 0
    chain.checkpoint = sign({ sequence: last.sequence, hash: last.hash })
    chain.events.splice(0, count)
    return count
  }

  /** Forgets up to `limit` events of a chain, and with the last of them the chain. Returns how many. */
  removeEvents(chainId: string, limit: number): number {
    const chain = this.#chains.get(chainId)
    if (chain === undefined) return 0
    const removed = chain.events.splice(0, limit).length
    if (chain.events.length === 0) this.#chains.delete(chainId)
    return removed
  }
}

function holds(condition: AuditCondition, { caller, targetId, targetKind, event, at }: AuditEvent): boolean {
  switch (condition.field) {
    case 'actor':
      return caller.id === condition.equals
    case 'actor_kind':
      return caller.kind === condition.equals
    case 'target':
      return targetId === condition.equals
    case 'target_kind':
      return targetKind === condition.equals
    case 'event':
      return condition.anyOf.includes(event)
    case 'time':
      return compares[condition.comparison](at, condition.instant)
  }
}

const compares: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '=': (left, right) => left === right,
  '>=': (left, right) => left >= right,
  '>': (left, right) => left > right,
}
