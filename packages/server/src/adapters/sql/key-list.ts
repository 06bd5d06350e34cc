import type { ApiKey, KeyOrigin, ProjectId } from '@latchkey/core/key/api-key'
import type { KeyQuery } from '@latchkey/core/ports/key-store'
import { keyTables } from './key-reads.ts'
import { type ImportedRow, type IssuedRow, keyColumns, toImportedKey, toIssuedKey } from './key-rows.ts'
import { foldConditions, type InstantRange, type KeyFilter, type NameRange, UNSET } from './list-filter.ts'
import type { SqlDialect, SqlReader, SqlValue } from './sql-database.ts'
import { isStorable } from './storable-text.ts'

const LAST_TEXT = '\u{10ffff}'.repeat(256)
/** After every id of a key. */
const AFTER_IDS = '\u{10ffff}'

/**
 * Pages of keys. There is one text per origin: a slot that is not used is bound to NULL, and the engine, told to plan for the
 * values, leaves the condition out.
 */
export class SqlKeyList {
  readonly #reader: SqlReader
  readonly #texts: Readonly<Record<KeyOrigin, string>>

  constructor(reader: SqlReader, dialect: SqlDialect) {
    this.#reader = reader
    this.#texts = { issued: pageSql('issued', dialect), imported: pageSql('imported', dialect) }
  }

  async list(projectId: ProjectId, query: KeyQuery): Promise<readonly ApiKey[]> {
    const filter = foldConditions(query.conditions, query.now)
    if (filter === undefined || query.limit < 1 || !isStorable(filter.actorId ?? '', filter.name?.from ?? '')) return []
    const values = valuesOf(projectId, query, filter)
    if (query.origin === 'issued') {
      const rows = await this.#reader.all<IssuedRow>(this.#texts.issued, values, 'anew')
      return rows.map((row) => toIssuedKey(projectId, row))
    }
    const rows = await this.#reader.all<ImportedRow>(this.#texts.imported, values, 'anew')
    return rows.map((row) => toImportedKey(projectId, row))
  }
}

function pageSql(origin: KeyOrigin, { asText, asInteger }: SqlDialect): string {
  const [text, integer] = [asText('?'), asInteger('?')]
  return `SELECT ${keyColumns[origin].map((column) => `k.${column}`).join(', ')} FROM ${keyTables[origin]} AS k
    WHERE k.project_id = ?
    AND k.created_at >= ? AND k.created_at <= ? AND (k.created_at < ? OR k.id < ?)
    AND (${text} IS NULL OR k.actor_id = ?)
    AND (${text} IS NULL OR (k.name >= ? AND k.name < ?))
    AND (${integer} IS NULL OR (k.expires_at >= ? AND k.expires_at <= ?))
    AND (${integer} IS NULL OR k.expires_at IS NULL)
    AND (${integer} IS NULL OR (k.last_used_at >= ? AND k.last_used_at <= ?))
    AND (${integer} IS NULL OR k.last_used_at IS NULL)
    AND (${text} IS NULL OR ? = CASE WHEN k.revoked_at <= ? THEN 'revoked' WHEN k.expires_at <= ? THEN 'expired'
      WHEN k.suspended_at IS NOT NULL THEN 'suspended' ELSE 'active' END)
    AND NOT EXISTS (SELECT 1 FROM projects AS p WHERE p.id = k.project_id AND p.state = 'deleted')
    ORDER BY k.created_at DESC, k.id DESC LIMIT ?`
}

function valuesOf(projectId: ProjectId, { after, limit, now }: KeyQuery, filter: KeyFilter): SqlValue[] {
  const { actorId, status, name, created } = filter
  const [expires, lastUsed] = [rangeIn(filter.expires), rangeIn(filter.lastUsed)]
  const isBefore = after !== undefined && after.createdAt <= created.to
  const last = isBefore ? after.createdAt : created.to
  return [
    ...[projectId, created.from, last, last, isBefore ? after.id : AFTER_IDS],
    ...[actorId, actorId],
    ...(name === null ? [null, null, null] : [name.from, name.from, endOf(name)]),
    ...valuesOfRange(expires),
    filter.expires === UNSET ? 1 : null,
    ...valuesOfRange(lastUsed),
    filter.lastUsed === UNSET ? 1 : null,
    ...[status, status, now, now],
    limit,
  ]
}

/** Just behind the names of a range. After a name alone comes, among what can be stored, that name with a U+0001. */
const endOf = ({ from, to, only }: NameRange): string => (only === undefined ? (to ?? LAST_TEXT) : `${from}\u0001`)

const rangeIn = (slot: KeyFilter['expires']): InstantRange | undefined => (slot === null || slot === UNSET ? undefined : slot)

const valuesOfRange = (range: InstantRange | undefined): readonly SqlValue[] =>
  range === undefined ? [null, null, null] : [range.from, range.from, range.to]
