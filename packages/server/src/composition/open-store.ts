import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { AccountStore } from '@latchkey/core/ports/account-store'
import type { AuditLog } from '@latchkey/core/ports/audit-log'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { ChecklistStore } from '@latchkey/core/ports/checklist-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { InvalidationChannel, InvalidationLog, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { UsageStore } from '@latchkey/core/ports/usage-store'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import { openMysqlStore } from '../adapters/mysql/mysql-store.ts'
import { openPostgresStore } from '../adapters/postgres/postgres-store.ts'
import type { CommitStep } from '../adapters/sql/transaction.ts'
import { openSqliteStore } from '../adapters/sqlite/sqlite-store.ts'
import type { DatabaseLocation } from '../config/config.ts'

/** Everything that is kept, behind its ports. */
export interface Store {
  readonly keys: KeyStore
  readonly projects: ProjectStore
  readonly accessKeys: AccessKeyStore
  readonly accounts: AccountStore
  readonly checklists: ChecklistStore
  readonly usage: UsageStore
  readonly auditLog: AuditLog
  readonly webhooks: WebhookStore
  readonly invalidations: InvalidationLog
  readAuditEvents(chainId: string): Awaitable<readonly AuditEvent[]>
  /** Its own quick way for invalidations, where it has one. */
  openChannel?(): InvalidationChannel
  pruneOutbox(olderThan: Instant, limit: number): Promise<number>
  /** The newest schema that this program knows. */
  readonly latestSchema: number
  readSchema(): Awaitable<{ readonly current: number; readonly latest: number }>
  /** Calls back after each commit of this process that others must hear of. */
  onCommitted(listener: (entries: readonly LoggedInvalidation[]) => void): void
  isHealthy(): boolean
  /** Whether changes are stored: `false` for up to a minute after one was refused, until the next one is. */
  isWritable(): boolean
  /** Whether administration waits for a connection; of stores that have any. */
  isWaitedFor?(): boolean
  close(): Promise<void>
}

/** `apply` brings the schema up to date; `require` refuses with `failed_precondition` when it is not. */
export type SchemaPolicy = 'apply' | 'require'

/** Opens the configured database. Rejects with `service_unavailable` when it cannot be reached. */
export async function openStore(
  location: DatabaseLocation,
  migrations: SchemaPolicy,
  onCommitStep: (step: CommitStep) => void = () => {},
): Promise<Store> {
  switch (location.kind) {
    case 'sqlite':
      return openSqliteStore({ path: location.path, migrations, onCommitStep })
    case 'postgres':
    case 'cockroach':
      return openPostgresStore({ database: location, engine: location.kind, migrations, onCommitStep })
    case 'mysql':
      return openMysqlStore({ database: location, migrations, onCommitStep })
  }
}
