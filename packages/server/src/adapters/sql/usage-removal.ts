import type { UsageEnds } from '@latchkey/core/ports/usage-store'
import { usagePeriods } from '@latchkey/core/usage/usage-period'
import type { SqlRow, SqlSession, SqlValue } from './sql-database.ts'
import { periodColumn } from './usage-rows.ts'
import { anyOf, paddedLists } from './value-lists.ts'

/** A row of the sources: up to where they were looked at. */
export type SourcePlace = readonly [projectId: string, keyId: string, ip: string]

export const FIRST_SOURCE: SourcePlace = ['', '', '']

type SourceRow = readonly [...SourcePlace, lastSeenAt: number]

export interface RemovedUsage {
  readonly removed: number
  /** Behind it sources are still to be looked at. */
  readonly sourcesAfter: SourcePlace
  readonly hasMore: boolean
}

/** A table whose old rows lie together in an index. */
interface AgedTable {
  readonly name: string
  /** What holds of all rows that are meant; takes the values that are handed over. */
  readonly condition: string
  /** Tell its rows apart, time first. */
  readonly order: readonly string[]
}

const buckets: AgedTable = { name: 'usage_buckets', condition: 'period = ?', order: ['starts_at', 'project_id', 'key_id'] }
const totals: AgedTable = { name: 'usage_totals', condition: 'period = ?', order: ['starts_at', 'project_id'] }
const failures: AgedTable = {
  name: 'verification_failures',
  condition: 'minute >= ?',
  order: ['minute', 'project_id', 'key_id', 'outcome', 'ip'],
}

/** Removes figures that have outlived their time, in the transaction of the caller. */
export async function removeUsage(
  session: SqlSession,
  ends: UsageEnds,
  limit: number,
  sourcesAfter: SourcePlace,
): Promise<RemovedUsage> {
  let left = limit
  const remove = async (table: AgedTable, chosen: number, before: number): Promise<void> => {
    if (left > 0) left -= await removeOldest(session, table, { chosen, before, limit: left })
  }
  // Totals last: by them the buckets of a project are found.
  for (const period of usagePeriods) await remove(buckets, periodColumn[period], ends[period])
  for (const period of usagePeriods) await remove(totals, periodColumn[period], ends[period])
  await remove(failures, 0, ends.failures)
  if (left <= 0) return { removed: limit - left, sourcesAfter, hasMore: true }
  const walked = await walkSources(session, sourcesAfter, { before: ends.sources, limit: left })
  return { ...walked, removed: limit - left + walked.removed }
}

interface Aged {
  readonly chosen: number
  readonly before: number
  readonly limit: number
}

/** Removes the oldest rows, all up to the one at the limit: so none of them has to be named. */
async function removeOldest(session: SqlSession, table: AgedTable, { chosen, before, limit }: Aged): Promise<number> {
  const { name, condition, order } = table
  const time = order[0] ?? ''
  const old = `${name} WHERE ${condition} AND ${time} < ?`
  const last = await session.get<SqlRow>(`SELECT ${order.join(', ')} FROM ${old} ORDER BY ${order.join(', ')} LIMIT 1 OFFSET ?`, [
    chosen,
    before,
    limit - 1,
  ])
  if (last === undefined) return session.run(`DELETE FROM ${old}`, [chosen, before])
  return session.run(`DELETE FROM ${name} WHERE ${condition} AND ${time} <= ? AND ${upTo(order)}`, [
    chosen,
    last[0] ?? null,
    ...valuesUpTo(last),
  ])
}

/** Sources behind a place: those of its key, of its project, and of other projects. Each is one stretch of the index. */
const stretches = [
  { condition: 'project_id = ? AND key_id = ? AND ip > ?', values: (place: SourcePlace) => place },
  { condition: 'project_id = ? AND key_id > ?', values: ([projectId, keyId]: SourcePlace) => [projectId, keyId] },
  { condition: 'project_id > ?', values: ([projectId]: SourcePlace) => [projectId] },
] as const

async function walkSources(
  session: SqlSession,
  after: SourcePlace,
  { before, limit }: Pick<Aged, 'before' | 'limit'>,
): Promise<RemovedUsage> {
  const rows: SourceRow[] = []
  for (const { condition, values } of after === FIRST_SOURCE ? stretches.slice(-1) : stretches) {
    if (rows.length >= limit) break
    const read = await session.all<SourceRow>(
      `SELECT project_id, key_id, ip, last_seen_at FROM usage_sources WHERE ${condition} ORDER BY project_id, key_id, ip LIMIT ?`,
      [...values(after), limit - rows.length],
    )
    rows.push(...read)
  }
  const removed = await removeSources(session, rows, before)
  const last = rows.length < limit ? undefined : rows.at(-1)
  return { removed, sourcesAfter: last === undefined ? FIRST_SOURCE : placeOf(last), hasMore: last !== undefined }
}

async function removeSources(session: SqlSession, rows: readonly SourceRow[], before: number): Promise<number> {
  const old = rows.filter(([, , , lastSeenAt]) => lastSeenAt < before)
  let removed = 0
  for (const places of paddedLists(old.map(placeOf))) {
    // It may have been seen again since it was read.
    removed += await session.run(
      `DELETE FROM usage_sources WHERE ${anyOf(['project_id', 'key_id', 'ip'], places)} AND last_seen_at < ?`,
      [...places.flat(), before],
    )
  }
  return removed
}

const placeOf = ([projectId, keyId, ip]: SourceRow): SourcePlace => [projectId, keyId, ip]

/** Rows up to a place in this order, itself included, spelt without comparing rows. */
function upTo(order: readonly string[]): string {
  const [column, ...rest] = order
  if (column === undefined) return '1 = 1'
  if (rest.length === 0) return `(${column} <= ?)`
  return `(${column} < ? OR (${column} = ? AND ${upTo(rest)}))`
}

const valuesUpTo = (place: SqlRow): SqlValue[] => [...place.slice(0, -1).flatMap((value) => [value, value]), ...place.slice(-1)]
