import type { ProjectId } from '@latchkey/core/key/api-key'
import type { UsageTally } from '@latchkey/core/ports/usage-store'
import { addCounts, sumOfCounts, usageOutcomes } from '@latchkey/core/usage/usage-event'
import { startOfPeriod, usagePeriods } from '@latchkey/core/usage/usage-period'
import { type AddressFigures, type AddressTable, addByAddress } from './address-counters.ts'
import { addCounterRows, type CounterRow, type CounterTable } from './counter-rows.ts'
import type { SqlDialect, SqlSession, SqlValue } from './sql-database.ts'
import { periodColumn } from './usage-rows.ts'
import { paddedLists, slotsFor } from './value-lists.ts'

const addedCounts = Object.fromEntries(usageOutcomes.map((outcome) => [outcome, 'add'] as const))

const buckets: CounterTable = {
  name: 'usage_buckets',
  key: ['period', 'starts_at', 'project_id', 'key_id'],
  rest: { actor_id: 'keep', ...addedCounts },
}
const totals: CounterTable = { name: 'usage_totals', key: ['project_id', 'period', 'starts_at'], rest: addedCounts }
const sources: AddressTable = {
  name: 'usage_sources',
  place: ['project_id', 'key_id'],
  figures: { first_seen_at: 'least', last_seen_at: 'greatest', count: 'add' },
}
const failures: AddressTable = {
  name: 'verification_failures',
  place: ['project_id', 'minute', 'key_id', 'outcome'],
  figures: { count: 'add' },
}

/**
 * Adds tallies to what is stored, in the transaction of the caller. What belongs to a project that is gone is passed over;
 * should one go at this very moment, what then stays behind goes when it is old.
 *
 * Whoever has added to the buckets of a key keeps others from them until the commit, and so from its addresses. Totals come
 * last: they are what all that is verified in a project has in common.
 */
export async function addUsage(session: SqlSession, dialect: SqlDialect, tallies: readonly UsageTally[]): Promise<void> {
  const live = await findLiveProjects(session, new Set(tallies.map(({ projectId }) => projectId)))
  const wanted = tallies.filter(({ projectId }) => live.has(projectId))
  await addCounterRows(session, dialect, buckets, sumUp(wanted, buckets, bucketOf))
  await addByAddress(session, dialect, sources, wanted.map(sourceOf))
  await addByAddress(session, dialect, failures, wanted.flatMap(failuresOf))
  await addCounterRows(session, dialect, totals, sumUp(wanted, totals, totalOf))
}

async function findLiveProjects(session: SqlSession, ids: ReadonlySet<ProjectId>): Promise<ReadonlySet<string>> {
  const live = new Set<string>()
  for (const list of paddedLists([...ids])) {
    const rows = await session.all<readonly [id: string]>(
      `SELECT id FROM projects WHERE id IN (${slotsFor(list)}) AND state <> 'deleted'`,
      list,
    )
    for (const [id] of rows) live.add(id)
  }
  return live
}

type RowStart = (tally: UsageTally, period: number, startsAt: number) => readonly SqlValue[]

const bucketOf: RowStart = ({ projectId, keyId, actorId }, period, startsAt) => [period, startsAt, projectId, keyId, actorId]
const totalOf: RowStart = ({ projectId }, period, startsAt) => [projectId, period, startsAt]

/** One row for each bucket that the tallies fall into. */
function sumUp(tallies: readonly UsageTally[], { key }: CounterTable, startOf: RowStart): readonly CounterRow[] {
  const rows = new Map<string, { readonly start: readonly SqlValue[]; readonly counts: number[] }>()
  for (const tally of tallies) {
    for (const period of usagePeriods) {
      const start = startOf(tally, periodColumn[period], startOfPeriod(period, tally.minute))
      const name = JSON.stringify(start.slice(0, key.length))
      const known = rows.get(name)
      if (known === undefined) rows.set(name, { start, counts: [...tally.counts] })
      else addCounts(known.counts, tally.counts)
    }
  }
  return [...rows.values()].map(({ start, counts }) => [...start, ...counts])
}

const sourceOf = ({ projectId, keyId, ip, firstAt, lastAt, counts }: UsageTally): AddressFigures => ({
  place: [projectId, keyId],
  ip,
  figures: [firstAt, lastAt, sumOfCounts(counts)],
})

function failuresOf({ projectId, keyId, ip, minute, counts }: UsageTally): readonly AddressFigures[] {
  // The first is `valid`.
  return counts.flatMap((count, outcome) =>
    outcome === 0 || count === 0 ? [] : [{ place: [projectId, minute, keyId, outcome], ip, figures: [count] }],
  )
}
