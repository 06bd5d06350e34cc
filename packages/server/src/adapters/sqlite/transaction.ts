import { DomainError } from '@latchkey/core/errors/domain-error'
import { type AuditChainLink, chainAuditEvent, GENESIS_HASH } from '@latchkey/core/events/audit-chain'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Invalidation } from '@latchkey/core/ports/invalidations'
import type { SqliteAuditLog } from './audit-log.ts'
import type { LiveKeyCounter } from './live-key-counter.ts'
import type { SqliteOutbox } from './outbox.ts'

/** Where a test may stop or kill the process; nothing else may hang on them. */
export type CommitStep = 'before-begin' | 'after-key-row' | 'after-audit-row' | 'before-commit' | 'after-commit'

export interface TransactionParts {
  readonly auditLog: SqliteAuditLog
  readonly outbox: SqliteOutbox
  readonly liveKeys: LiveKeyCounter
  readonly reach: (step: CommitStep) => void
}

/**
 * What the mutations of one transaction share. Chain heads and key counters are read once, kept here while mutations
 * follow each other, and written once before the commit; a mutation that fails takes back only its own moves.
 */
export class Transaction {
  readonly #parts: TransactionParts
  readonly #heads = new Map<string, AuditChainLink>()
  readonly #counts = new Map<ProjectId, number>()
  #undo: (() => void)[] = []

  constructor(parts: TransactionParts) {
    this.#parts = parts
  }

  /** Runs one mutation; when it throws, its moves here are taken back (its rows are the caller's to take back). */
  attempt<T>(mutation: (transaction: Transaction) => T): T {
    this.#undo = []
    try {
      return mutation(this)
    } catch (error) {
      for (const takeBack of this.#undo.reverse()) takeBack()
      throw error
    }
  }

  appendAudit(chainId: string, entry: AuditEntry): void {
    const head = this.#headOf(chainId)
    const event = chainAuditEvent(entry, chainId, head.sequence + 1, head.hash)
    this.#parts.auditLog.insertEvent(chainId, event)
    this.#parts.reach('after-audit-row')
    this.#set(this.#heads, chainId, { sequence: event.sequence, hash: event.hash })
  }

  announce(invalidation: Invalidation, at: Instant): void {
    this.#parts.outbox.append(invalidation, at)
  }

  liveKeys(projectId: ProjectId): number {
    const known = this.#counts.get(projectId) ?? this.#parts.liveKeys.read(projectId)
    if (known === undefined) throw new DomainError('not_found', { reason: 'project not found' })
    return known
  }

  addLiveKeys(projectId: ProjectId, difference: number): void {
    if (difference !== 0) this.#set(this.#counts, projectId, this.liveKeys(projectId) + difference)
  }

  reach(step: CommitStep): void {
    this.#parts.reach(step)
  }

  /** Writes what was kept here; the last thing before the commit. */
  flush(): void {
    for (const [chainId, head] of this.#heads) this.#parts.auditLog.writeHead(chainId, head)
    for (const [projectId, count] of this.#counts) this.#parts.liveKeys.write(projectId, count)
  }

  #headOf(chainId: string): AuditChainLink {
    return this.#heads.get(chainId) ?? this.#parts.auditLog.findHead(chainId) ?? { sequence: 0, hash: GENESIS_HASH }
  }

  #set<K, V>(map: Map<K, V>, name: K, value: V): void {
    const before = map.get(name)
    this.#undo.push(before === undefined ? () => map.delete(name) : () => map.set(name, before))
    map.set(name, value)
  }
}
