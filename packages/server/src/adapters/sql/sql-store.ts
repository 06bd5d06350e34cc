import type { AuditChainLink } from '@latchkey/core/events/audit-chain'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { AccountStore } from '@latchkey/core/ports/account-store'
import type { AuditLog, AuditStretch } from '@latchkey/core/ports/audit-log'
import type { ChecklistStore } from '@latchkey/core/ports/checklist-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { InvalidationLog, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { UsageStore } from '@latchkey/core/ports/usage-store'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import { SqlAccessKeyStore } from './access-key-store.ts'
import { SqlAccountStore } from './account-store.ts'
import { SqlAuditLog } from './audit-log.ts'
import { SqlChecklistStore } from './checklist-store.ts'
import { SqlCommits } from './commits.ts'
import { SqlKeyStore } from './key-store.ts'
import { pruneOutbox, SqlOutbox } from './outbox.ts'
import { SqlProjectStore } from './project-store.ts'
import type { SqlDatabase } from './sql-database.ts'
import type { CommitStep } from './transaction.ts'
import { SqlUsageStore } from './usage-store.ts'
import { SqlWebhookStore } from './webhook-store.ts'

/** Everything that is kept in one database on the network. */
export interface SqlStore {
  readonly keys: KeyStore
  readonly projects: ProjectStore
  readonly accessKeys: AccessKeyStore
  readonly accounts: AccountStore
  readonly checklists: ChecklistStore
  readonly usage: UsageStore
  readonly auditLog: AuditLog
  readonly webhooks: WebhookStore
  readonly invalidations: InvalidationLog
  /** The audit chain of a project or a workspace, oldest first; all of it when no stretch is given. */
  readAuditEvents(chainId: string, stretch?: AuditStretch): Promise<readonly AuditEvent[]>
  /** What the last event of the chain must be: shows when a chain's end was cut off. */
  findAuditHead(chainId: string): Promise<AuditChainLink | undefined>
  /**
   * Deletes invalidations from before `olderThan`, at most `limit`; a process that still needs one will see a gap and forget
   * everything. Resolves to how many there were.
   */
  pruneOutbox(olderThan: Instant, limit: number): Promise<number>
  /** Calls back after each commit of this process that others must hear of. */
  onCommitted(listener: (entries: readonly LoggedInvalidation[]) => void): void
  /** Whether the database answers; a short while old. */
  isHealthy(): boolean
  /** Whether changes are stored: `false` for up to a minute after one was refused, until the next one is. */
  isWritable(): boolean
  /** Whether administration waits for a connection. */
  isWaitedFor(): boolean
  /** Settles what was begun, then closes the connections. */
  close(): Promise<void>
}

/** All events of a chain. */
const WHOLE: AuditStretch = { after: 0, limit: Number.MAX_SAFE_INTEGER }

export function makeSqlStore(database: SqlDatabase, onCommitStep: (step: CommitStep) => void = () => {}): SqlStore {
  const listeners: ((entries: readonly LoggedInvalidation[]) => void)[] = []
  const commits = new SqlCommits({
    database,
    reach: onCommitStep,
    onCommitted: (entries) => {
      for (const listener of listeners) listener(entries)
    },
  })
  const parts = { database, commits }
  const auditLog = new SqlAuditLog(parts)
  return {
    keys: new SqlKeyStore(parts),
    projects: new SqlProjectStore(parts),
    accessKeys: new SqlAccessKeyStore(parts),
    accounts: new SqlAccountStore(parts),
    checklists: new SqlChecklistStore(parts),
    usage: new SqlUsageStore(parts),
    auditLog,
    webhooks: new SqlWebhookStore(parts),
    // With the connections of verification: caches hang on it, and administration may be as busy as it likes.
    invalidations: new SqlOutbox(database.verification),
    readAuditEvents: async (chainId, stretch = WHOLE) => auditLog.readChain(chainId, stretch),
    findAuditHead: async (chainId) => auditLog.findHead(chainId),
    pruneOutbox: (olderThan, limit) => commits.runUnchained(({ session }) => pruneOutbox(session, olderThan, limit)),
    onCommitted: (listener) => void listeners.push(listener),
    isHealthy: () => database.isHealthy(),
    isWritable: () => commits.health.isWritable,
    isWaitedFor: () => database.isWaitedFor(),
    async close() {
      await commits.close()
      await database.close()
    },
  }
}
