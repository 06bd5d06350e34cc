import { chainAuditEvent, GENESIS_HASH } from '@latchkey/core/events/audit-chain'
import type { AuditEntry, AuditEvent } from '@latchkey/core/events/audit-event'

/** Audit chains in memory: one per project or workspace. */
export class MemoryAuditLog {
  readonly #chains = new Map<string, AuditEvent[]>()

  /** Appends all of the entries, or none when one of them cannot be chained. */
  append(chainId: string, entries: readonly AuditEntry[]): void {
    const chain = this.#chains.get(chainId) ?? []
    const added: AuditEvent[] = []
    for (const entry of entries) {
      const last = added.at(-1) ?? chain.at(-1)
      added.push(chainAuditEvent(entry, chainId, (last?.sequence ?? 0) + 1, last?.hash ?? GENESIS_HASH))
    }
    chain.push(...added)
    this.#chains.set(chainId, chain)
  }

  /** The whole chain, oldest first. */
  read(chainId: string): readonly AuditEvent[] {
    return [...(this.#chains.get(chainId) ?? [])]
  }

  /** Forgets up to `limit` events of a chain. Returns how many. */
  removeEvents(chainId: string, limit: number): number {
    const chain = this.#chains.get(chainId) ?? []
    const removed = chain.splice(0, limit).length
    if (chain.length === 0) this.#chains.delete(chainId)
    return removed
  }
}
