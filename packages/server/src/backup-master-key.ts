import type { DatabaseSync } from 'node:sqlite'
import { prepareRows } from './adapters/sqlite/connection.ts'

const TABLE = 'backup_master_key'

/** Puts the master key into the copy that becomes a backup. */
export function storeMasterKey(copy: DatabaseSync, key: Uint8Array): void {
  copy.exec(`CREATE TABLE ${TABLE} (key BLOB NOT NULL) STRICT`)
  copy.prepare(`INSERT INTO ${TABLE} (key) VALUES (?)`).run(key)
}

/** Takes the master key out of a restored copy, without a trace in the file; `undefined` when the backup had none. */
export function takeMasterKey(copy: DatabaseSync): Uint8Array | undefined {
  const exists = copy.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).get(TABLE)
  if (exists === undefined) return undefined
  const row = prepareRows<readonly [Uint8Array<ArrayBuffer>]>(copy, `SELECT key FROM ${TABLE}`).get()
  copy.exec(`PRAGMA secure_delete = ON; DROP TABLE ${TABLE}`)
  return row?.[0]
}
