import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { AccountStore } from '@latchkey/core/ports/account-store'
import type { AuditLog } from '@latchkey/core/ports/audit-log'
import type { ChecklistStore } from '@latchkey/core/ports/checklist-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { InvalidationLog } from '@latchkey/core/ports/invalidations'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { UsageStore } from '@latchkey/core/ports/usage-store'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
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
  readAuditEvents(chainId: string): readonly AuditEvent[]
  pruneOutbox(olderThan: Instant, limit: number): Promise<number>
  readSchema(): { readonly current: number; readonly latest: number }
  isHealthy(): boolean
  close(): Promise<void>
}

/** Opens the configured database and brings its schema up to date. */
export function openStore({ path }: DatabaseLocation): Store {
  return openSqliteStore({ path })
}
