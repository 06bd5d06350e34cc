import type { KeyOrigin } from '@latchkey/core/key/api-key'
import { keyColumns } from '../sql/key-rows.ts'
import { keyTables } from './key-statements.ts'

/** Indexes that have the page order, and how each is entered. */
export const orderedRoutes = {
  by_creation: { entry: '', carriesStatus: true },
  by_actor: { entry: 'AND i.actor_id = $actorId', carriesStatus: true },
  by_name: { entry: 'AND i.name = $nameFrom', carriesStatus: true },
  by_expiry: { entry: 'AND i.expires_at IS NULL', carriesStatus: true },
  by_last_use: { entry: 'AND i.last_used_at IS NULL', carriesStatus: true },
  revoked: { entry: 'AND i.revoked_at IS NOT NULL', carriesStatus: false },
  suspended: { entry: 'AND i.suspended_at IS NOT NULL', carriesStatus: false },
} as const
export type OrderedRoute = keyof typeof orderedRoutes

/** Indexes that have another order, with what they are ordered by and where a filter enters them. */
export const rangeRoutes = {
  by_name: { column: 'name', from: '$nameFrom' },
  by_expiry: { column: 'expires_at', from: '$expiresFrom' },
  by_last_use: { column: 'last_used_at', from: '$lastUsedFrom' },
} as const
export type RangeRoute = keyof typeof rangeRoutes

// As `statusAt` in core.
const statusOf = (row: string): string => `CASE WHEN ${row}.revoked_at <= $now THEN 'revoked'
    WHEN ${row}.expires_at <= $now THEN 'expired'
    WHEN ${row}.suspended_at IS NOT NULL THEN 'suspended' ELSE 'active' END`

// The same text for every filter: a slot that is not used is bound to NULL.
const statusConditions = (row: string): string => `($status IS NULL OR ${statusOf(row)} = $status)
    AND ($expiresFrom IS NULL OR (${row}.expires_at >= $expiresFrom AND ${row}.expires_at <= $expiresTo))
    AND ($neverExpires IS NULL OR ${row}.expires_at IS NULL)`
const ROW_CONDITIONS = `($actorId IS NULL OR k.actor_id = $actorId)
    AND ($nameFrom IS NULL OR (k.name >= $nameFrom AND k.name < $nameTo))
    AND ($lastUsedFrom IS NULL OR (k.last_used_at >= $lastUsedFrom AND k.last_used_at <= $lastUsedTo))
    AND ($neverUsed IS NULL OR k.last_used_at IS NULL)`

const indexOf = (origin: KeyOrigin, route: OrderedRoute | RangeRoute): string =>
  `${keyTables[origin]} AS i INDEXED BY ${keyTables[origin]}_${route}`
const rowOf = (origin: KeyOrigin): string => `${keyTables[origin]} AS k ON k.project_id = $projectId AND k.id = i.id`
const columnsOf = (origin: KeyOrigin): string => keyColumns[origin].map((column) => `k.${column}`).join(', ')
const NEWEST_FIRST = 'ORDER BY i.created_at DESC, i.id DESC'

// Each statement has one lower and one upper bound on an index: of two, SQLite would take one to stop at, and not the nearer.

/** At most `$limit` matching keys between two places of an index that has the page order. */
export const orderedPageSql = (origin: KeyOrigin, route: OrderedRoute): string =>
  `SELECT ${columnsOf(origin)} FROM ${indexOf(origin, route)} CROSS JOIN ${rowOf(origin)}
    WHERE i.project_id = $projectId ${orderedRoutes[route].entry}
    AND (i.created_at, i.id) < ($beforeAt, $beforeId) AND (i.created_at, i.id) >= ($endAt, $endId)
    AND ${statusConditions(orderedRoutes[route].carriesStatus ? 'i' : 'k')} AND ${ROW_CONDITIONS} ${NEWEST_FIRST} LIMIT $limit`

/** The place `$slice` entries on; none when the index ends before. */
export const orderedEndSql = (origin: KeyOrigin, route: OrderedRoute): string =>
  `SELECT i.created_at, i.id FROM ${indexOf(origin, route)} WHERE i.project_id = $projectId ${orderedRoutes[route].entry}
    AND (i.created_at, i.id) < ($beforeAt, $beforeId) AND i.created_at >= $createdFrom ${NEWEST_FIRST} LIMIT 1 OFFSET $slice - 1`

/** Between two places of an index the newest `$limit` matching keys that are newer than what is kept already. */
export function rangePageSql(origin: KeyOrigin, route: RangeRoute): string {
  const { column } = rangeRoutes[route]
  return `SELECT ${columnsOf(origin)} FROM (SELECT i.created_at, i.id FROM ${indexOf(origin, route)}
    WHERE i.project_id = $projectId
    AND (i.${column}, i.created_at, i.id) < ($place, $placeAt, $placeId) AND (i.${column}, i.created_at, i.id) >= ($end, $endAt, $endId)
    AND ${statusConditions('i')} AND i.created_at >= $createdFrom
    AND (i.created_at, i.id) < ($beforeAt, $beforeId) AND (i.created_at, i.id) > ($keptAt, $keptId) ${NEWEST_FIRST} LIMIT $candidates) AS i
    CROSS JOIN ${rowOf(origin)} WHERE ${ROW_CONDITIONS} ${NEWEST_FIRST} LIMIT $limit`
}

/** The place `$slice` entries further down; none when the range ends before. */
export function rangeEndSql(origin: KeyOrigin, route: RangeRoute): string {
  const { column, from } = rangeRoutes[route]
  return `SELECT i.${column}, i.created_at, i.id FROM ${indexOf(origin, route)}
    WHERE i.project_id = $projectId AND i.${column} >= ${from} AND (i.${column}, i.created_at, i.id) < ($place, $placeAt, $placeId)
    ORDER BY i.${column} DESC, i.created_at DESC, i.id DESC LIMIT 1 OFFSET $slice - 1`
}
