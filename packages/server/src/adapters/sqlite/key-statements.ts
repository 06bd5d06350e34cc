import type { DatabaseSync } from 'node:sqlite'
import { type ApiKey, type KeyId, type KeyOrigin, originOf, type ProjectId } from '@latchkey/core/key/api-key'
import type { Idempotency, KeyUse } from '@latchkey/core/ports/key-store'
import { type ImportedRow, type IssuedRow, keyColumns, toImportedKey, toIssuedKey, toRow } from '../sql/key-rows.ts'
import { prepareRows } from './connection.ts'

export const keyTables = { issued: 'issued_api_keys', imported: 'imported_api_keys' } as const satisfies Record<KeyOrigin, string>

/** What a request id was spent on. */
export interface SpentRequest {
  readonly keyId: KeyId
  readonly parametersHash: string
}

/** The statements on single keys, prepared once. Each takes the project first; each write says whether it met its row. */
export class KeyStatements {
  readonly #findIssued
  readonly #findImported
  readonly #isProjectDeleted
  readonly #writes
  readonly #findRequest
  readonly #insertRequest

  constructor(db: DatabaseSync) {
    this.#findIssued = prepareRows<IssuedRow>(db, findSql('issued'))
    this.#findImported = prepareRows<ImportedRow>(db, findSql('imported'))
    this.#isProjectDeleted = prepareRows<readonly [number]>(db, `SELECT ${deletedProjectSql}`)
    this.#writes = { issued: prepareWrites(db, 'issued'), imported: prepareWrites(db, 'imported') }
    this.#findRequest = prepareRows<readonly [keyId: string, parametersHash: string]>(
      db,
      `SELECT key_id, parameters_hash
      FROM idempotency WHERE project_id = ? AND origin = ? AND request_id = ?`,
    )
    this.#insertRequest =
      db.prepare(`INSERT INTO idempotency (project_id, origin, request_id, key_id, parameters_hash, created_at)
      VALUES (?, ?, ?, ?, ?, ?)`)
  }

  find(projectId: ProjectId, id: KeyId): ApiKey | undefined {
    const origin = originOf(id)
    if (origin === 'issued') {
      const row = this.#findIssued.get(projectId, id)
      return row === undefined ? undefined : toIssuedKey(projectId, row)
    }
    const row = origin === undefined ? undefined : this.#findImported.get(projectId, id)
    return row === undefined ? undefined : toImportedKey(projectId, row)
  }

  /** Whether the project only waits for its rows to be removed. */
  isProjectDeleted(projectId: ProjectId): boolean {
    return this.#isProjectDeleted.get(projectId)?.[0] === 1
  }

  /** False when the id is taken. */
  insert(key: ApiKey): boolean {
    if (originOf(key.id) !== key.origin) throw new Error(`the id of an ${key.origin} key does not have the form of one`)
    return this.#writes[key.origin].insert.run(key.projectId, ...toRow(key)).changes === 1
  }

  /** Writes over the row that has the version before; throws when there is none. */
  update(key: ApiKey): void {
    const { changes } = this.#writes[key.origin].update.run(...toRow(key), key.projectId, key.id, key.version - 1)
    if (changes !== 1) throw new Error(`an update of one key met ${changes} rows`)
  }

  remove(key: Pick<ApiKey, 'origin' | 'projectId' | 'id'>): void {
    const { changes } = this.#writes[key.origin].remove.run(key.projectId, key.id)
    if (changes !== 1) throw new Error(`a deletion of one key met ${changes} rows`)
  }

  recordUse({ projectId, id, usedAt, ip }: KeyUse): void {
    const origin = originOf(id)
    if (origin !== undefined) this.#writes[origin].recordUse.run(usedAt, ip ?? null, projectId, id, usedAt)
  }

  findRequest(projectId: ProjectId, origin: KeyOrigin, requestId: string): SpentRequest | undefined {
    const row = this.#findRequest.get(projectId, origin, requestId)
    return row === undefined ? undefined : { keyId: row[0] as KeyId, parametersHash: row[1] }
  }

  insertRequest(key: ApiKey, idempotency: Idempotency): void {
    const { requestId, parametersHash } = idempotency
    this.#insertRequest.run(key.projectId, key.origin, requestId, key.id, parametersHash, key.createdAt)
  }
}

// The index has an entry only for projects that are being removed: this costs a look at an empty page.
const deletedProjectSql = `EXISTS (SELECT 1 FROM projects INDEXED BY projects_deleted WHERE id = ?1 AND state = 'deleted')`

const findSql = (origin: KeyOrigin): string =>
  `SELECT ${keyColumns[origin].join(', ')} FROM ${keyTables[origin]}
    WHERE project_id = ?1 AND id = ?2 AND NOT ${deletedProjectSql}`

function prepareWrites(db: DatabaseSync, origin: KeyOrigin) {
  const table = keyTables[origin]
  const columns = keyColumns[origin]
  return {
    insert: db.prepare(`INSERT INTO ${table} (project_id, ${columns.join(', ')}) VALUES (?, ${columns.map(() => '?').join(', ')})
      ON CONFLICT (project_id, id) DO NOTHING`),
    update: db.prepare(`UPDATE ${table} SET ${columns.map((column) => `${column} = ?`).join(', ')}
      WHERE project_id = ? AND id = ? AND version = ?`),
    remove: db.prepare(`DELETE FROM ${table} WHERE project_id = ? AND id = ?`),
    recordUse: db.prepare(`UPDATE ${table} SET last_used_at = ?, last_used_ip = ?
      WHERE project_id = ? AND id = ? AND (last_used_at IS NULL OR last_used_at < ?)`),
  }
}
