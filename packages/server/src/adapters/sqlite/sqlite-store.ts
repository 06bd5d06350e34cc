import type { DatabaseSync } from 'node:sqlite'
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
import type { SchemaStatus } from '../sql/schema-version.ts'
import { SqliteAccessKeyStore } from './access-key-store.ts'
import { AccountStatements } from './account-statements.ts'
import { SqliteAccountStore } from './account-store.ts'
import { AuditList } from './audit-list.ts'
import { SqliteAuditLog } from './audit-log.ts'
import { SqliteAuditStore } from './audit-store.ts'
import { SqliteChecklistStore } from './checklist-store.ts'
import { openConnection, prepareRows } from './connection.ts'
import { EndedKeyStatements } from './ended-key-statements.ts'
import { GroupCommit } from './group-commit.ts'
import { InvitationStatements } from './invitation-statements.ts'
import { KeyList } from './key-list.ts'
import { KeyStatements } from './key-statements.ts'
import { SqliteKeyStore } from './key-store.ts'
import { LiveKeyCounter } from './live-key-counter.ts'
import { MembershipStatements } from './membership-statements.ts'
import { Migrator } from './migration-runner.ts'
import { migrations } from './migrations/index.ts'
import { SqliteOutbox } from './outbox.ts'
import { PasswordResetStatements } from './password-reset-statements.ts'
import { ProjectRemoval } from './project-removal.ts'
import { ProjectStatements } from './project-statements.ts'
import { SqliteProjectStore } from './project-store.ts'
import { SessionStatements } from './session-statements.ts'
import { asServiceUnavailable, reading } from './storage-failure.ts'
import type { CommitStep } from './transaction.ts'
import { SqliteUsageStore } from './usage-store.ts'
import { WebhookDeliveryStatements } from './webhook-delivery-statements.ts'
import { WebhookEndpointStatements } from './webhook-endpoint-statements.ts'
import { SqliteWebhookStore } from './webhook-store.ts'
import { WorkspaceStatements } from './workspace-statements.ts'

export interface SqliteStoreOptions {
  /** The database file; it and its folder are created when missing. */
  readonly path: string
  /** `apply` (the default) brings the schema up to date; `require` refuses with `failed_precondition` when it is not. */
  readonly migrations?: 'apply' | 'require'
  /** How long a write waits for another process's transaction (default 5 s) before it is refused as unavailable. */
  readonly busyTimeoutMs?: number
  /** Told of each step of a commit, so that a test can stop the process there. */
  readonly onCommitStep?: (step: CommitStep) => void
}

export interface SqliteStore {
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
  readAuditEvents(chainId: string, stretch?: AuditStretch): readonly AuditEvent[]
  /** What the last event of the chain must be: shows when a chain's end was cut off. */
  findAuditHead(chainId: string): AuditChainLink | undefined
  /**
   * Deletes invalidations from before `olderThan`, at most `limit`; a process that still needs one will see a gap and forget
   * everything. Resolves to how many there were.
   */
  pruneOutbox(olderThan: Instant, limit: number): Promise<number>
  /** Calls back after each commit of this process that others must hear of. */
  onCommitted(listener: (entries: readonly LoggedInvalidation[]) => void): void
  /** The newest schema that this program knows. */
  readonly latestSchema: number
  /** Where its schema is, and the newest version that this program knows. Throws `service_unavailable`. */
  readSchema(): Pick<SchemaStatus, 'current' | 'latest'>
  /** Whether the database answers reads. */
  isHealthy(): boolean
  /** Whether changes are stored: `false` for up to a minute after one was refused, until the next one is. */
  isWritable(): boolean
  /** Commits what is waiting, then closes the file. */
  close(): Promise<void>
}

/**
 * Opens the embedded store. Throws `service_unavailable` when the file cannot be opened, and `failed_precondition` when its
 * schema is not one this program knows.
 */
export function openSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const db = openDatabase(options)
  const listeners: CommitListener[] = []
  const { commits, auditLog, outbox, liveKeys, webhooks } = openCommits(db, listeners, options)
  const shared = { workspaces: new WorkspaceStatements(db), memberships: new MembershipStatements(db), commits }
  const probe = prepareRows(db, 'SELECT id FROM projects LIMIT 1')
  return {
    keys: new SqliteKeyStore({
      statements: new KeyStatements(db),
      keyList: new KeyList(db),
      endedKeys: new EndedKeyStatements(db),
      commits,
    }),
    projects: new SqliteProjectStore({
      ...shared,
      projects: new ProjectStatements(db),
      removal: new ProjectRemoval(db),
      liveKeys,
    }),
    accessKeys: new SqliteAccessKeyStore(db, commits),
    accounts: new SqliteAccountStore({
      ...shared,
      accounts: new AccountStatements(db),
      invitations: new InvitationStatements(db),
      sessions: new SessionStatements(db),
      resets: new PasswordResetStatements(db),
    }),
    checklists: new SqliteChecklistStore(db, commits),
    auditLog: new SqliteAuditStore({ auditLog, auditList: new AuditList(db), commits }),
    usage: new SqliteUsageStore(db, commits),
    webhooks: new SqliteWebhookStore({ ...webhooks, commits }),
    invalidations: outbox,
    readAuditEvents: (chainId, stretch = { after: 0, limit: -1 }) => reading(() => auditLog.readEvents(chainId, stretch)),
    findAuditHead: (chainId) => reading(() => auditLog.findHead(chainId)),
    pruneOutbox: (olderThan, limit) => commits.run(() => outbox.prune(olderThan, limit), limit),
    onCommitted: (listener) => void listeners.push(listener),
    latestSchema: migrations.at(-1)?.version ?? 0,
    readSchema: () => reading(() => new Migrator(db).status()),
    isHealthy: () => answers(() => probe.get()),
    isWritable: () => commits.health.isWritable,
    close: async () => {
      commits.close()
      if (db.isOpen) db.close()
    },
  }
}

type CommitListener = (entries: readonly LoggedInvalidation[]) => void

/** How everything is written, and what is written with every change. */
function openCommits(db: DatabaseSync, listeners: readonly CommitListener[], { onCommitStep }: SqliteStoreOptions) {
  const written = {
    auditLog: new SqliteAuditLog(db),
    outbox: new SqliteOutbox(db),
    liveKeys: new LiveKeyCounter(db),
    webhooks: { endpoints: new WebhookEndpointStatements(db), deliveries: new WebhookDeliveryStatements(db) },
  }
  const commits = new GroupCommit(db, {
    ...written,
    reach: onCommitStep ?? (() => {}),
    onCommitted: (entries) => {
      for (const listener of listeners) listener(entries)
    },
  })
  return { ...written, commits }
}

function openDatabase({ path, migrations = 'apply', busyTimeoutMs }: SqliteStoreOptions): DatabaseSync {
  const db = reading(() => openConnection(path, busyTimeoutMs))
  try {
    const migrator = new Migrator(db)
    if (migrations === 'apply') migrator.up()
    else migrator.check()
    return db
  } catch (error) {
    db.close()
    throw asServiceUnavailable(error)
  }
}

function answers(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}
