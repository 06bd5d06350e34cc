import { DomainError } from '@latchkey/core/errors/domain-error'
import { type AuditChainLink, chainAuditEvent, GENESIS_HASH } from '@latchkey/core/events/audit-chain'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import { type ApiKey, countsTowardsKeyQuota, type ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Invalidation, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { wantsEvent } from '@latchkey/core/webhook/event-types'
import { eventTypeOf, messageOfAudit } from '@latchkey/core/webhook/webhook-message'
import { groupName, type LiveKeyGroup } from '../live-key-group.ts'
import type { Subscriber } from '../sql/webhook-subscribers.ts'
import { UndoLog } from '../undo-log.ts'
import type { SqliteAuditLog } from './audit-log.ts'
import type { LiveKeyCounter } from './live-key-counter.ts'
import type { SqliteOutbox } from './outbox.ts'
import type { WebhookDeliveryStatements } from './webhook-delivery-statements.ts'
import type { WebhookEndpointStatements } from './webhook-endpoint-statements.ts'

/** Where a test may stop or kill the process; nothing else may hang on them. */
export type CommitStep = 'before-begin' | 'after-key-row' | 'after-audit-row' | 'before-commit' | 'after-commit'

export interface TransactionParts {
  readonly auditLog: SqliteAuditLog
  readonly outbox: SqliteOutbox
  readonly liveKeys: LiveKeyCounter
  readonly webhooks: { readonly endpoints: WebhookEndpointStatements; readonly deliveries: WebhookDeliveryStatements }
  readonly reach: (step: CommitStep) => void
}

/** A group of issued keys and how many more of them are live than before the transaction. */
interface GroupMove {
  readonly group: LiveKeyGroup
  readonly difference: number
}

/**
 * What the mutations of one transaction share. Chain heads and key counters are read once, kept here while mutations
 * follow each other, and written once before the commit; a mutation that fails takes back only its own moves.
 */
export class Transaction {
  readonly #parts: TransactionParts
  readonly #heads = new Map<string, AuditChainLink>()
  readonly #counts = new Map<ProjectId, number>()
  readonly #moves = new Map<string, GroupMove>()
  readonly #subscribers = new Map<string, readonly Subscriber[]>()
  #announced: readonly LoggedInvalidation[] = []
  readonly #undo = new UndoLog()

  constructor(parts: TransactionParts) {
    this.#parts = parts
  }

  /** Runs one mutation; when it throws, its moves here are taken back (its rows are the caller's to take back). */
  attempt<T>(mutation: (transaction: Transaction) => T): T {
    this.#undo.begin()
    try {
      return mutation(this)
    } catch (error) {
      this.#undo.takeBack()
      throw error
    }
  }

  appendAudit(chainId: string, entry: AuditEntry): void {
    const head = this.#headOf(chainId)
    const event = chainAuditEvent(entry, chainId, head.sequence + 1, head.hash)
    this.#parts.auditLog.insertEvent(chainId, event)
    this.#parts.reach('after-audit-row')
    this.#undo.set(this.#heads, chainId, { sequence: event.sequence, hash: event.hash })
    this.#tell(chainId, entry)
  }

  /** The enabled webhook endpoints of a project: read once per transaction, for nearly always there are none. */
  subscribersOf(chainId: string): readonly Subscriber[] {
    const known = this.#subscribers.get(chainId)
    if (known !== undefined) return known
    const read = this.#parts.webhooks.endpoints.listSubscribers(chainId)
    this.#undo.set(this.#subscribers, chainId, read)
    return read
  }

  /** Reads them anew for whoever comes after. */
  forgetSubscribers(chainId: string): void {
    this.#undo.drop(this.#subscribers, chainId)
  }

  announce(invalidation: Invalidation, at: Instant): void {
    const before = this.#announced
    this.#undo.note(() => {
      this.#announced = before
    })
    this.#announced = [...before, this.#parts.outbox.append(invalidation, at)]
  }

  /** What other processes must hear of once this is committed. */
  get announced(): readonly LoggedInvalidation[] {
    return this.#announced
  }

  liveKeys(projectId: ProjectId): number {
    const known = this.#counts.get(projectId) ?? this.#parts.liveKeys.read(projectId)
    if (known === undefined) throw new DomainError('not_found', { reason: 'project not found' })
    return known
  }

  /** Counts what became of a key: `before` is absent for a new one, `after` for one that is gone. */
  recount(before: ApiKey | undefined, after: ApiKey | undefined): void {
    const [was, is] = [before, after].map((key) => (key !== undefined && countsTowardsKeyQuota(key) ? key : undefined))
    if (was !== undefined && is !== undefined && groupName(was) === groupName(is)) return
    if (was !== undefined) this.#count(was, -1)
    if (is !== undefined) this.#count(is, 1)
  }

  /** Writes the counters of a project that is about to go, and reads them anew for whoever comes after. */
  settleLiveKeys(projectId: ProjectId): void {
    const count = this.#counts.get(projectId)
    if (count === undefined) return
    this.#parts.liveKeys.write(projectId, count)
    this.#undo.drop(this.#counts, projectId)
    for (const [name, { group, difference }] of [...this.#moves]) {
      if (group.projectId !== projectId) continue
      this.#parts.liveKeys.move(group, difference)
      this.#undo.drop(this.#moves, name)
    }
  }

  /** Forgets the head of a chain whose rows are gone. */
  dropChain(chainId: string): void {
    this.#undo.drop(this.#heads, chainId)
  }

  reach(step: CommitStep): void {
    this.#parts.reach(step)
  }

  /** Writes what was kept here; the last thing before the commit. */
  flush(): void {
    for (const [chainId, head] of this.#heads) this.#parts.auditLog.writeHead(chainId, head)
    for (const [projectId, count] of this.#counts) this.#parts.liveKeys.write(projectId, count)
    for (const { group, difference } of this.#moves.values()) this.#parts.liveKeys.move(group, difference)
  }

  #count(key: ApiKey, difference: 1 | -1): void {
    const { projectId } = key
    this.#undo.set(this.#counts, projectId, this.liveKeys(projectId) + difference)
    if (key.origin === 'imported') return
    const name = groupName(key)
    const known = this.#moves.get(name)
    const group = known?.group ?? { projectId, prefix: key.prefix, hmacSecretId: key.hmacSecretId }
    this.#undo.set(this.#moves, name, { group, difference: (known?.difference ?? 0) + difference })
  }

  #tell(chainId: string, entry: AuditEntry): void {
    const type = eventTypeOf(entry)
    if (type === undefined) return
    const wanting = this.subscribersOf(chainId).filter(({ eventTypes }) => wantsEvent(eventTypes, type))
    if (wanting.length === 0) return
    this.#parts.webhooks.deliveries.insertMessage(
      chainId,
      messageOfAudit(entry, chainId, type),
      wanting.map(({ id }) => id),
    )
  }

  #headOf(chainId: string): AuditChainLink {
    return this.#heads.get(chainId) ?? this.#parts.auditLog.findHead(chainId) ?? { sequence: 0, hash: GENESIS_HASH }
  }
}
