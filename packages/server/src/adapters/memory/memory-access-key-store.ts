import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { AccessKey, AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import type { MemoryAuditLog } from './memory-audit-log.ts'
import type { MemoryInvalidationLog } from './memory-invalidation-log.ts'

export class MemoryAccessKeyStore implements AccessKeyStore {
  readonly #byHash = new Map<string, AccessKey>()
  readonly #closed = new Set<string>()
  readonly #auditLog: MemoryAuditLog
  readonly #invalidations: MemoryInvalidationLog

  constructor(auditLog: MemoryAuditLog, invalidations: MemoryInvalidationLog) {
    this.#auditLog = auditLog
    this.#invalidations = invalidations
  }

  findByHash(hash: string): AccessKey | undefined {
    return this.#byHash.get(hash)
  }

  listAccessKeys(kind: AccessKey['kind'], ownerId: string): readonly AccessKey[] {
    return [...this.#byHash.values()]
      .filter((accessKey) => accessKey.kind === kind && accessKey.ownerId === ownerId)
      .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
  }

  async createAccessKey(accessKey: AccessKey, audit: AuditEntry): Promise<void> {
    if (this.#closed.has(accessKey.ownerId)) throw new DomainError('not_found', { reason: 'project not found' })
    if (this.#byHash.has(accessKey.hash) || this.#find(accessKey.ownerId, accessKey.id) !== undefined) {
      throw new DomainError('conflict', { reason: 'the access key exists already' })
    }
    this.#auditLog.append(accessKey.ownerId, [audit])
    this.#byHash.set(accessKey.hash, accessKey)
  }

  async deleteAccessKey(ownerId: string, id: string, audit: AuditEntry): Promise<AccessKey | undefined> {
    const accessKey = this.#find(ownerId, id)
    if (accessKey === undefined) return undefined
    this.#auditLog.append(ownerId, [audit])
    this.#byHash.delete(accessKey.hash)
    this.#invalidations.append({ kind: 'access_key', hash: accessKey.hash })
    return accessKey
  }

  hasAccessKeys(kind: AccessKey['kind']): boolean {
    return [...this.#byHash.values()].some((accessKey) => accessKey.kind === kind)
  }

  /** Deletes all keys of an owner and accepts no new ones. Returns their hashes. */
  closeOwner(ownerId: string): readonly string[] {
    this.#closed.add(ownerId)
    const hashes = [...this.#byHash.values()].filter((accessKey) => accessKey.ownerId === ownerId).map(({ hash }) => hash)
    for (const hash of hashes) this.#byHash.delete(hash)
    return hashes
  }

  /** Accepts keys of the owner again. */
  reopenOwner(ownerId: string): void {
    this.#closed.delete(ownerId)
  }

  #find(ownerId: string, id: string): AccessKey | undefined {
    return [...this.#byHash.values()].find((accessKey) => accessKey.ownerId === ownerId && accessKey.id === id)
  }
}
