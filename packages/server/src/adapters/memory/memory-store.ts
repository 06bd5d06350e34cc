import type { AuditEvent } from '@latchkey/core/events/audit-event'
import { MemoryAccessKeyStore } from './memory-access-key-store.ts'
import { MemoryAuditLog } from './memory-audit-log.ts'
import { MemoryInvalidationLog } from './memory-invalidation-log.ts'
import { MemoryKeyStore } from './memory-key-store.ts'
import { MemoryProjectStore } from './memory-project-store.ts'

/** Everything in memory, gone with the process: for tests and for trying things out. */
export class MemoryStore {
  readonly #auditLog = new MemoryAuditLog()
  readonly invalidations = new MemoryInvalidationLog()
  readonly keys = new MemoryKeyStore(this.#auditLog, this.invalidations)
  readonly projects = new MemoryProjectStore(this.#auditLog, this.invalidations)
  readonly accessKeys = new MemoryAccessKeyStore(this.#auditLog, this.invalidations)

  /** The audit chain of a project or a workspace, oldest first. */
  readAuditEvents(chainId: string): readonly AuditEvent[] {
    return this.#auditLog.read(chainId)
  }

  isHealthy(): boolean {
    return true
  }

  async close(): Promise<void> {}
}
