import type { DatabaseSync } from 'node:sqlite'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { AccessKey, AccessKeyStore } from '@latchkey/core/ports/access-key-store'
import { ACCESS_KEY_COLUMNS, type AccessKeyRow, accessKeyValues, toAccessKey } from '../sql/access-key-rows.ts'
import { prepareRows } from './connection.ts'
import type { GroupCommit } from './group-commit.ts'
import { reading } from './storage-failure.ts'

export class SqliteAccessKeyStore implements AccessKeyStore {
  readonly #commits: GroupCommit
  readonly #findByHash
  readonly #list
  readonly #hasAny
  readonly #insert
  readonly #remove
  readonly #isOwnerDeleted

  constructor(db: DatabaseSync, commits: GroupCommit) {
    this.#commits = commits
    this.#findByHash = prepareRows<AccessKeyRow>(db, `SELECT ${ACCESS_KEY_COLUMNS} FROM access_keys WHERE hash = ?`)
    this.#list = prepareRows<AccessKeyRow>(
      db,
      `SELECT ${ACCESS_KEY_COLUMNS} FROM access_keys
      WHERE owner_id = ? AND kind = ? ORDER BY created_at DESC, id DESC`,
    )
    this.#hasAny = prepareRows<readonly [number]>(db, 'SELECT 1 FROM access_keys WHERE kind = ? LIMIT 1')
    this.#insert = db.prepare(
      `INSERT INTO access_keys (${ACCESS_KEY_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    )
    this.#remove = prepareRows<AccessKeyRow>(
      db,
      `DELETE FROM access_keys WHERE owner_id = ? AND id = ? RETURNING ${ACCESS_KEY_COLUMNS}`,
    )
    this.#isOwnerDeleted = prepareRows<readonly [number]>(db, `SELECT 1 FROM projects WHERE id = ? AND state = 'deleted'`)
  }

  findByHash(hash: string): AccessKey | undefined {
    const row = reading(() => this.#findByHash.get(hash))
    return row === undefined ? undefined : toAccessKey(row)
  }

  /** Newest first. */
  listAccessKeys(kind: AccessKey['kind'], ownerId: string): readonly AccessKey[] {
    return reading(() => this.#list.all(ownerId, kind)).map(toAccessKey)
  }

  hasAccessKeys(kind: AccessKey['kind']): boolean {
    return reading(() => this.#hasAny.get(kind)) !== undefined
  }

  /** Rejects with `conflict` when the id or the hash is taken, and with `not_found` when the project is deleted. */
  createAccessKey(accessKey: AccessKey, audit: AuditEntry): Promise<void> {
    return this.#commits.run((transaction) => {
      const { ownerId } = accessKey
      if (this.#isOwnerDeleted.get(ownerId) !== undefined) throw new DomainError('not_found', { reason: 'project not found' })
      const { changes } = this.#insert.run(...accessKeyValues(accessKey))
      if (changes !== 1) throw new DomainError('conflict', { reason: 'the access key exists already' })
      transaction.appendAudit(ownerId, audit)
    })
  }

  deleteAccessKey(ownerId: string, id: string, audit: AuditEntry): Promise<AccessKey | undefined> {
    return this.#commits.run((transaction) => {
      const row = this.#remove.get(ownerId, id)
      if (row === undefined) return undefined
      const accessKey = toAccessKey(row)
      transaction.announce({ kind: 'access_key', hash: accessKey.hash }, audit.at)
      transaction.appendAudit(ownerId, audit)
      return accessKey
    })
  }
}
