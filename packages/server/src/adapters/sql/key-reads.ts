import { type ApiKey, type KeyId, type KeyOrigin, originOf, type ProjectId } from '@latchkey/core/key/api-key'
import { type ImportedRow, type IssuedRow, keyColumns, toImportedKey, toIssuedKey } from './key-rows.ts'
import type { SqlReader } from './sql-database.ts'
import { paddedLists, slotsFor } from './value-lists.ts'

export const keyTables = { issued: 'issued_api_keys', imported: 'imported_api_keys' } as const satisfies Record<KeyOrigin, string>

/** Keys of a project that only waits for its rows to be removed are no longer there. */
const OF_LIVING_PROJECT = `NOT EXISTS (SELECT 1 FROM projects AS p WHERE p.id = k.project_id AND p.state = 'deleted')`

const columnsOf = (origin: KeyOrigin): string => keyColumns[origin].map((column) => `k.${column}`).join(', ')

const findSql = (origin: KeyOrigin): string =>
  `SELECT ${columnsOf(origin)} FROM ${keyTables[origin]} AS k WHERE k.project_id = ? AND k.id = ? AND ${OF_LIVING_PROJECT}`
const findSqls = { issued: findSql('issued'), imported: findSql('imported') }
const lockSqls = { issued: `${findSqls.issued} FOR UPDATE`, imported: `${findSqls.imported} FOR UPDATE` }

/** The key with this id; `undefined` too for what is no id of a key. */
export const findKey = (reader: SqlReader, projectId: ProjectId, id: KeyId): Promise<ApiKey | undefined> =>
  readKey(reader, findSqls, projectId, id)

/** The same, and nobody else changes it before the commit. */
export const lockKey = (reader: SqlReader, projectId: ProjectId, id: KeyId): Promise<ApiKey | undefined> =>
  readKey(reader, lockSqls, projectId, id)

async function readKey(
  reader: SqlReader,
  texts: Readonly<Record<KeyOrigin, string>>,
  projectId: ProjectId,
  id: KeyId,
): Promise<ApiKey | undefined> {
  const origin = originOf(id)
  if (origin === 'issued') {
    const row = await reader.get<IssuedRow>(texts.issued, [projectId, id])
    return row === undefined ? undefined : toIssuedKey(projectId, row)
  }
  const row = origin === undefined ? undefined : await reader.get<ImportedRow>(texts.imported, [projectId, id])
  return row === undefined ? undefined : toImportedKey(projectId, row)
}

/** Those of the ids that exist, in one round trip per origin (and per 300 ids). */
export async function findKeys(reader: SqlReader, projectId: ProjectId, ids: readonly KeyId[]): Promise<readonly ApiKey[]> {
  const issued = readMany<IssuedRow>(reader, projectId, 'issued', ids)
  const imported = readMany<ImportedRow>(reader, projectId, 'imported', ids)
  return [
    ...(await issued).map((row) => toIssuedKey(projectId, row)),
    ...(await imported).map((row) => toImportedKey(projectId, row)),
  ]
}

async function readMany<Row extends IssuedRow | ImportedRow>(
  reader: SqlReader,
  projectId: ProjectId,
  origin: KeyOrigin,
  ids: readonly KeyId[],
): Promise<readonly Row[]> {
  const lists = paddedLists(ids.filter((id) => originOf(id) === origin))
  const read = lists.map((list) =>
    reader.all<Row>(
      `SELECT ${columnsOf(origin)} FROM ${keyTables[origin]} AS k
      WHERE k.project_id = ? AND k.id IN (${slotsFor(list)}) AND ${OF_LIVING_PROJECT}`,
      [projectId, ...list],
    ),
  )
  return (await Promise.all(read)).flat()
}
