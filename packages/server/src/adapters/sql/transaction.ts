import { DomainError } from '@latchkey/core/errors/domain-error'
import { type AuditChainLink, chainAuditEvent } from '@latchkey/core/events/audit-chain'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import { type ApiKey, countsTowardsKeyQuota, type ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { Invalidation, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { wantsEvent } from '@latchkey/core/webhook/event-types'
import { eventTypeOf, messageOfAudit } from '@latchkey/core/webhook/webhook-message'
import { groupName, type LiveKeyGroup } from '../live-key-group.ts'
import { UndoLog } from '../undo-log.ts'
import { type ChainedEvent, insertAuditEvents, lockChain, writeChainHead } from './audit-chains.ts'
import { CountedSession } from './counted-session.ts'
import { moveLiveKeys, readLiveKeys, writeLiveKeys } from './live-keys.ts'
import { appendToOutbox } from './outbox.ts'
import type { SqlSession } from './sql-database.ts'
import { insertMessage } from './webhook-messages.ts'
import { listSubscribers, type Subscriber } from './webhook-subscribers.ts'

/** Where a test may stop or kill the process; nothing else may hang on them. */
export type CommitStep = 'before-begin' | 'after-key-row' | 'after-audit-row' | 'before-commit' | 'after-commit'

/** A group of issued keys and how many more of them are live than before the transaction. */
interface GroupMove {
  readonly group: LiveKeyGroup
  readonly difference: number
}

interface Announcement {
  readonly invalidation: Invalidation
  readonly at: Instant
}

/** Of what a mutation rejected with: whether the database did not answer. */
export const isOutage = (error: unknown): boolean => error instanceof DomainError && error.code === 'service_unavailable'

/** A mutation failed that had written something already: of this transaction nothing may be committed. */
export class HalfDone extends Error {}

/**
 * What the mutations of one transaction share. Heads of audit chains are locked when they are first needed, and whoever
 * holds the head of a project is alone in writing to it. Heads, counters and audit events are written together before the
 * commit; a mutation that fails takes back only its own moves.
 */
export class SqlTransaction {
  readonly #counted: CountedSession
  readonly reach: (step: CommitStep) => void
  readonly #heads = new Map<string, AuditChainLink>()
  readonly #counts = new Map<ProjectId, number>()
  readonly #moves = new Map<string, GroupMove>()
  readonly #subscribers = new Map<string, readonly Subscriber[]>()
  #announcements: readonly Announcement[] = []
  #events: readonly ChainedEvent[] = []
  readonly #undo = new UndoLog()

  constructor(session: SqlSession, reach: (step: CommitStep) => void) {
    this.#counted = new CountedSession(session)
    this.reach = reach
  }

  get session(): SqlSession {
    return this.#counted
  }

  /**
   * Runs one mutation of several. When it is refused before it has written, what it has moved here is taken back, and the
   * others may go on; when it fails in any other way, rejects with `HalfDone` or `service_unavailable`.
   */
  async attempt<T>(mutation: (transaction: SqlTransaction) => Promise<T>): Promise<T> {
    this.#undo.begin()
    const [announced, noted] = [this.#announcements, this.#events]
    const written = this.#counted.writes
    try {
      return await mutation(this)
    } catch (error) {
      if (isOutage(error)) throw error
      if (!(error instanceof DomainError) || this.#counted.writes > written) throw new HalfDone()
      this.#undo.takeBack()
      this.#announcements = announced
      this.#events = noted
      throw error
    }
  }

  /** Waits until nobody else writes to this chain's project, workspace or person, and keeps others out until the commit. */
  async lock(chainId: string): Promise<void> {
    await this.#headOf(chainId)
  }

  async appendAudit(chainId: string, entry: AuditEntry): Promise<void> {
    const head = await this.#headOf(chainId)
    const event = chainAuditEvent(entry, chainId, head.sequence + 1, head.hash)
    this.#events = [...this.#events, { chainId, event }]
    this.#undo.set(this.#heads, chainId, { sequence: event.sequence, hash: event.hash })
    await this.#tell(chainId, entry)
  }

  /** The enabled webhook endpoints of a project: read once per transaction, for nearly always there are none. */
  async subscribersOf(chainId: string): Promise<readonly Subscriber[]> {
    const known = this.#subscribers.get(chainId)
    if (known !== undefined) return known
    const read = await listSubscribers(this.session, chainId)
    this.#undo.set(this.#subscribers, chainId, read)
    return read
  }

  /** Reads them anew for whoever comes after. */
  forgetSubscribers(chainId: string): void {
    this.#undo.drop(this.#subscribers, chainId)
  }

  announce(invalidation: Invalidation, at: Instant): void {
    this.#announcements = [...this.#announcements, { invalidation, at }]
  }

  async liveKeys(projectId: ProjectId): Promise<number> {
    const known = this.#counts.get(projectId) ?? (await readLiveKeys(this.session, projectId))
    if (known === undefined) throw new DomainError('not_found', { reason: 'project not found' })
    return known
  }

  /** Counts what became of a key: `before` is absent for a new one, `after` for one that is gone. */
  async recount(before: ApiKey | undefined, after: ApiKey | undefined): Promise<void> {
    const [was, is] = [before, after].map((key) => (key !== undefined && countsTowardsKeyQuota(key) ? key : undefined))
    if (was !== undefined && is !== undefined && groupName(was) === groupName(is)) return
    if (was !== undefined) await this.#count(was, -1)
    if (is !== undefined) await this.#count(is, 1)
  }

  /** Writes the counters of a project that is about to go, and reads them anew for whoever comes after. */
  async settleLiveKeys(projectId: ProjectId): Promise<void> {
    const count = this.#counts.get(projectId)
    if (count === undefined) return
    await writeLiveKeys(this.session, projectId, count)
    this.#undo.drop(this.#counts, projectId)
    for (const [name, { group, difference }] of [...this.#moves]) {
      if (group.projectId !== projectId) continue
      await moveLiveKeys(this.session, group, difference)
      this.#undo.drop(this.#moves, name)
    }
  }

  /** Forgets the head of a chain whose rows are gone. */
  dropChain(chainId: string): void {
    this.#undo.drop(this.#heads, chainId)
    this.#events = this.#events.filter((each) => each.chainId !== chainId)
  }

  /**
   * Writes what was kept here; the last thing before the commit. Numbers of the outbox are taken last of all: whoever holds
   * them keeps every other announcement waiting.
   */
  async flush(): Promise<readonly LoggedInvalidation[]> {
    await insertAuditEvents(this.session, this.#events)
    if (this.#events.length > 0) this.reach('after-audit-row')
    for (const [chainId, head] of this.#heads) await writeChainHead(this.session, chainId, head)
    for (const [projectId, count] of this.#counts) await writeLiveKeys(this.session, projectId, count)
    for (const { group, difference } of this.#moves.values()) await moveLiveKeys(this.session, group, difference)
    if (this.#announcements.length === 0) return []
    return appendToOutbox(this.session, this.#announcements)
  }

  async #count(key: ApiKey, difference: 1 | -1): Promise<void> {
    const { projectId } = key
    this.#undo.set(this.#counts, projectId, (await this.liveKeys(projectId)) + difference)
    if (key.origin === 'imported') return
    const name = groupName(key)
    const known = this.#moves.get(name)
    const group = known?.group ?? { projectId, prefix: key.prefix, hmacSecretId: key.hmacSecretId }
    this.#undo.set(this.#moves, name, { group, difference: (known?.difference ?? 0) + difference })
  }

  async #tell(chainId: string, entry: AuditEntry): Promise<void> {
    const type = eventTypeOf(entry)
    if (type === undefined) return
    const wanting = (await this.subscribersOf(chainId)).filter(({ eventTypes }) => wantsEvent(eventTypes, type))
    if (wanting.length === 0) return
    await insertMessage(
      this.session,
      chainId,
      messageOfAudit(entry, chainId, type),
      wanting.map(({ id }) => id),
    )
  }

  async #headOf(chainId: string): Promise<AuditChainLink> {
    const known = this.#heads.get(chainId)
    if (known !== undefined) return known
    const head = await lockChain(this.session, chainId)
    this.#undo.set(this.#heads, chainId, head)
    return head
  }
}
