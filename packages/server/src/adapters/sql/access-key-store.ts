import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { AccessKey, AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import { ACCESS_KEY_COLUMNS, type AccessKeyRow, accessKeyValues, toAccessKey } from './access-key-rows.ts'
import type { SqlCommits } from './commits.ts'
import type { SqlDatabase } from './sql-database.ts'
import { isStorable } from './storable-text.ts'

const SELECT = `SELECT ${ACCESS_KEY_COLUMNS} FROM access_keys`

/** Runs on the chain of the owner, be it a project or a workspace. */
export class SqlAccessKeyStore implements AccessKeyStore {
  readonly #database: SqlDatabase
  readonly #commits: SqlCommits

  constructor({ database, commits }: { readonly database: SqlDatabase; readonly commits: SqlCommits }) {
    this.#database = database
    this.#commits = commits
  }

  async findByHash(hash: string): Promise<AccessKey | undefined> {
    const row = await this.#database.verification.get<AccessKeyRow>(`${SELECT} WHERE hash = ?`, [hash])
    return row === undefined ? undefined : toAccessKey(row)
  }

  /** Newest first. */
  async listAccessKeys(kind: AccessKey['kind'], ownerId: string): Promise<readonly AccessKey[]> {
    const text = `${SELECT} WHERE owner_id = ? AND kind = ? ORDER BY created_at DESC, id DESC`
    return (await this.#database.administration.all<AccessKeyRow>(text, [ownerId, kind])).map(toAccessKey)
  }

  async hasAccessKeys(kind: AccessKey['kind']): Promise<boolean> {
    return (await this.#database.administration.get('SELECT 1 FROM access_keys WHERE kind = ? LIMIT 1', [kind])) !== undefined
  }

  /** Rejects with `conflict` when the id or the hash is taken, and with `not_found` when the project is deleted. */
  createAccessKey(accessKey: AccessKey, audit: AuditEntry): Promise<void> {
    const { ownerId } = accessKey
    return this.#commits.run(ownerId, async (transaction) => {
      const { session } = transaction
      const deleted = await session.get(`SELECT 1 FROM projects WHERE id = ? AND state = 'deleted'`, [ownerId])
      if (deleted !== undefined) throw new DomainError('not_found', { reason: 'project not found' })
      const text = `INSERT INTO access_keys (${ACCESS_KEY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
      const isNew = await session.insertNew(text, accessKeyValues(accessKey))
      if (!isNew) throw new DomainError('conflict', { reason: 'the access key exists already' })
      await transaction.appendAudit(ownerId, audit)
    })
  }

  deleteAccessKey(ownerId: string, id: string, audit: AuditEntry): Promise<AccessKey | undefined> {
    return this.#commits.run(ownerId, async (transaction) => {
      const { session } = transaction
      if (!isStorable(id)) return undefined
      const row = await session.get<AccessKeyRow>(`${SELECT} WHERE owner_id = ? AND id = ?`, [ownerId, id])
      if (row === undefined) return undefined
      await session.run('DELETE FROM access_keys WHERE owner_id = ? AND id = ?', [ownerId, id])
      const accessKey = toAccessKey(row)
      transaction.announce({ kind: 'access_key', hash: accessKey.hash }, audit.at)
      await transaction.appendAudit(ownerId, audit)
      return accessKey
    })
  }
}
