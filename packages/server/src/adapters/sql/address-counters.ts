import { SOURCES_MAX } from '@latchkey/core/ports/usage-store'
import { NO_IP } from '@latchkey/core/usage/usage-event'
import { addCounterRows } from './counter-rows.ts'
import type { ConflictChange, SqlDialect, SqlSession, SqlValue } from './sql-database.ts'
import { anyOf, paddedLists } from './value-lists.ts'

/** A table that tells up to `SOURCES_MAX` addresses apart in each place, and counts the rest under `NO_IP`. */
export interface AddressTable {
  readonly name: string
  /** The columns that make a place; with `ip` they are the key. */
  readonly place: readonly string[]
  readonly figures: Readonly<Record<string, ConflictChange>>
}

export interface AddressFigures {
  readonly place: readonly SqlValue[]
  readonly ip: string
  /** In the order of the table's. */
  readonly figures: readonly number[]
}

interface Place {
  readonly columns: readonly SqlValue[]
  readonly byIp: Map<string, readonly number[]>
}

/**
 * Adds figures to the addresses of their places. Whoever calls it must be the only one to do so for these places until the
 * commit: otherwise a few addresses more than `SOURCES_MAX` may find room.
 */
export async function addByAddress(
  session: SqlSession,
  dialect: SqlDialect,
  table: AddressTable,
  additions: readonly AddressFigures[],
): Promise<void> {
  const places = groupByPlace(table, additions)
  await makeFit(session, table, places)
  const rows = [...places.values()].flatMap(({ columns, byIp }) => [...byIp].map(([ip, figures]) => [...columns, ip, ...figures]))
  await addCounterRows(session, dialect, { name: table.name, key: [...table.place, 'ip'], rest: table.figures }, rows)
}

const nameOf = (place: readonly SqlValue[]): string => JSON.stringify(place)

function groupByPlace(table: AddressTable, additions: readonly AddressFigures[]): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  for (const { place, ip, figures } of additions) {
    const name = nameOf(place)
    const known = places.get(name) ?? { columns: place, byIp: new Map() }
    places.set(name, known)
    addTo(table, known, ip, figures)
  }
  return places
}

function addTo({ figures: changes }: AddressTable, { byIp }: Place, ip: string, figures: readonly number[]): void {
  const before = byIp.get(ip)
  const kinds = Object.values(changes)
  byIp.set(ip, before === undefined ? figures : figures.map((figure, index) => changed(kinds[index], before[index] ?? 0, figure)))
}

function changed(change: ConflictChange | undefined, before: number, figure: number): number {
  if (change === 'least') return Math.min(before, figure)
  return change === 'greatest' ? Math.max(before, figure) : before + figure
}

/** Moves the figures of addresses that find no room to `NO_IP`. */
async function makeFit(session: SqlSession, table: AddressTable, places: ReadonlyMap<string, Place>): Promise<void> {
  const withAddresses = [...places.values()].filter(({ byIp }) => byIp.size > 1 || !byIp.has(NO_IP))
  const counts = await countAddresses(session, table, withAddresses)
  const crowded = withAddresses.filter((place) => (counts.get(nameOf(place.columns)) ?? 0) + place.byIp.size > SOURCES_MAX)
  const known = await listAddresses(session, table, crowded)
  for (const place of crowded) {
    const there = known.get(nameOf(place.columns)) ?? new Set()
    let room = SOURCES_MAX - there.size
    for (const [ip, figures] of [...place.byIp]) {
      if (ip === NO_IP || there.has(ip)) continue
      room -= 1
      if (room >= 0) continue
      place.byIp.delete(ip)
      addTo(table, place, NO_IP, figures)
    }
  }
}

async function countAddresses(
  session: SqlSession,
  { name, place }: AddressTable,
  places: readonly Place[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const columns = place.join(', ')
  for (const list of paddedLists(places.map((each) => each.columns))) {
    const rows = await session.all<readonly SqlValue[]>(
      `SELECT ${columns}, count(*) FROM ${name} WHERE ${anyOf(place, list)} AND ip <> '' GROUP BY ${columns}`,
      list.flat(),
    )
    for (const row of rows) counts.set(nameOf(row.slice(0, -1)), Number(row.at(-1)))
  }
  return counts
}

async function listAddresses(
  session: SqlSession,
  { name, place }: AddressTable,
  places: readonly Place[],
): Promise<ReadonlyMap<string, Set<string>>> {
  const known = new Map(places.map(({ columns }) => [nameOf(columns), new Set<string>()]))
  for (const list of paddedLists(places.map((each) => each.columns))) {
    const rows = await session.all<readonly SqlValue[]>(
      `SELECT ${place.join(', ')}, ip FROM ${name} WHERE ${anyOf(place, list)} AND ip <> ''`,
      list.flat(),
    )
    for (const row of rows) known.get(nameOf(row.slice(0, -1)))?.add(`${row.at(-1)}`)
  }
  return known
}
