import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { FailureCount, FailureCursor, FailureQuery } from '@latchkey/core/ports/usage-store'
import { outcomeIndex, usageOutcomes } from '@latchkey/core/usage/usage-event'
import type { SqlReader, SqlValue } from './sql-database.ts'

type FailureRow = readonly [minute: number, keyId: string, outcome: number, ip: string, count: number]

/** The rows that are meant, but for their minutes. */
interface Chosen {
  readonly condition: string
  readonly values: readonly SqlValue[]
}

const FAILURES = 'SELECT minute, key_id, outcome, ip, count FROM verification_failures'

/** Newest minute first, everything else upwards. No index has that order: so first what is left of the minute before. */
export async function listFailures(
  reader: SqlReader,
  projectId: ProjectId,
  { keyId, from, to, after, limit }: FailureQuery,
): Promise<readonly FailureCount[]> {
  const chosen: Chosen =
    keyId === undefined
      ? { condition: 'project_id = ?', values: [projectId] }
      : { condition: 'project_id = ? AND key_id = ?', values: [projectId, keyId] }
  const isWithin = after !== undefined && after.minute >= from && after.minute < to
  const rest = isWithin ? await listRest(reader, chosen, after, limit) : []
  const end = after === undefined ? to : Math.min(to, after.minute)
  const older = rest.length < limit ? await listMinutes(reader, chosen, { from, to: end, limit: limit - rest.length }) : []
  return [...rest, ...older].map(toFailure)
}

/** What comes after a row within its minute. */
function listRest(
  reader: SqlReader,
  { condition, values }: Chosen,
  { minute, keyId, outcome, ip }: FailureCursor,
  limit: number,
): Promise<readonly FailureRow[]> {
  const index = outcomeIndex[outcome]
  return reader.all<FailureRow>(
    `${FAILURES} WHERE ${condition} AND minute = ? AND key_id >= ?
    AND (key_id > ? OR (key_id = ? AND (outcome > ? OR (outcome = ? AND ip > ?))))
    ORDER BY key_id, outcome, ip LIMIT ?`,
    [...values, minute, keyId, keyId, keyId, index, index, ip, limit],
  )
}

interface Minutes {
  readonly from: number
  readonly to: number
  readonly limit: number
}

/** The newest rows of these minutes. Which minutes they lie in is asked first, so that only those are read and sorted. */
async function listMinutes(
  reader: SqlReader,
  { condition, values }: Chosen,
  { from, to, limit }: Minutes,
): Promise<readonly FailureRow[]> {
  const last = await reader.get<readonly [minute: number | null]>(
    `SELECT min(minute) FROM (SELECT minute FROM verification_failures
      WHERE ${condition} AND minute >= ? AND minute < ? ORDER BY minute DESC LIMIT ?) AS newest`,
    [...values, from, to, limit],
  )
  const first = last?.[0] ?? undefined
  if (first === undefined) return []
  return reader.all<FailureRow>(
    `${FAILURES} WHERE ${condition} AND minute >= ? AND minute < ? ORDER BY minute DESC, key_id, outcome, ip LIMIT ?`,
    [...values, first, to, limit],
  )
}

const toFailure = ([minute, keyId, outcome, ip, count]: FailureRow): FailureCount => ({
  minute: minute as Instant,
  keyId,
  outcome: usageOutcomes[outcome] ?? 'internal',
  ip,
  count,
})
