import type { AuditEvent } from '@latchkey/core/events/audit-event'
import { MemoryAccessKeyStore } from './memory-access-key-store.ts'
import { MemoryAccountStore } from './memory-account-store.ts'
import { MemoryAuditLog } from './memory-audit-log.ts'
import { MemoryChecklistStore } from './memory-checklist-store.ts'
import { MemoryInvalidationLog } from './memory-invalidation-log.ts'
import { MemoryKeyStore } from './memory-key-store.ts'
import { MemoryPlaces } from './memory-places.ts'
import { MemoryProjectStore } from './memory-project-store.ts'
import { MemoryUsageStore } from './memory-usage-store.ts'
import { MemoryWebhookStore } from './memory-webhook-store.ts'

/** Everything in memory, gone with the process: for tests and for trying things out. */
export class MemoryStore {
  readonly auditLog = new MemoryAuditLog()
  readonly #places = new MemoryPlaces()
  readonly invalidations = new MemoryInvalidationLog()
  readonly keys = new MemoryKeyStore(this.auditLog, this.invalidations)
  readonly accessKeys = new MemoryAccessKeyStore(this.auditLog, this.invalidations)
  readonly accounts = new MemoryAccountStore(this.#places, this.auditLog)
  readonly checklists = new MemoryChecklistStore(this.#places)
  readonly usage = new MemoryUsageStore(this.#places)
  readonly webhooks = new MemoryWebhookStore(this.auditLog)
  readonly projects = new MemoryProjectStore({
    places: this.#places,
    keys: this.keys,
    accessKeys: this.accessKeys,
    usage: this.usage,
    checklists: this.checklists,
    webhooks: this.webhooks,
    auditLog: this.auditLog,
    invalidations: this.invalidations,
  })

  /** The audit chain of a project or a workspace, oldest first. */
  readAuditEvents(chainId: string): readonly AuditEvent[] {
    return this.auditLog.read(chainId)
  }

  isHealthy(): boolean {
    return true
  }

  isWritable(): boolean {
    return true
  }

  async close(): Promise<void> {}
}
