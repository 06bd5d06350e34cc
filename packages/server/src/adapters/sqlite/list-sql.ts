import type { KeyOrigin } from '@latchkey/core/key/api-key'
import { keyColumns } from './key-rows.ts'
import { keyTables } from './key-statements.ts'

/** Indexes that have the page order, and how each is entered. */
export const orderedRoutes = {
  by_creation: { entry: '', carriesStatus: true },
  by_actor: { entry: 'AND actor_id = $actorId', carriesStatus: true },
  by_name: { entry: 'AND name = $nameFrom', carriesStatus: false },
  revoked: { entry: 'AND revoked_at IS NOT NULL', carriesStatus: false },
  suspended: { entry: 'AND suspended_at IS NOT NULL', carriesStatus: false },
} as const
export type OrderedRoute = keyof typeof orderedRoutes

/** Indexes that have another order: worth taking, and sorting, only when few keys are in the range. */
export const rangeRoutes = {
  by_name: 'AND name >= $nameFrom AND name < $nameTo',
  by_expiry: 'AND expires_at >= $expiresFrom AND expires_at <= $expiresTo',
  by_last_use: 'AND last_used_at >= $lastUsedFrom AND last_used_at <= $lastUsedTo',
} as const
export type RangeRoute = keyof typeof rangeRoutes

const PAGE_WINDOW = 'AND created_at >= $createdFrom AND (created_at, id) < ($beforeAt, $beforeId)'
const NEWEST_FIRST = 'ORDER BY created_at DESC, id DESC'

// As `statusAt` in core.
const statusOf = (row: string): string => `CASE WHEN ${row}.revoked_at <= $now THEN 'revoked'
    WHEN ${row}.expires_at <= $now THEN 'expired'
    WHEN ${row}.suspended_at IS NOT NULL THEN 'suspended' ELSE 'active' END`

// The same text for every filter: a slot that is not used is bound to NULL.
const remainingConditions = (statusRow: 'i' | 'k'): string => `AND ($status IS NULL OR ${statusOf(statusRow)} = $status)
    AND ($expiresFrom IS NULL OR (${statusRow}.expires_at >= $expiresFrom AND ${statusRow}.expires_at <= $expiresTo))
    AND ($nameFrom IS NULL OR (k.name >= $nameFrom AND k.name < $nameTo))
    AND ($lastUsedFrom IS NULL OR (k.last_used_at >= $lastUsedFrom AND k.last_used_at <= $lastUsedTo))`

/** The next `$slice` index entries of a route, in page order. */
function sliceSql(origin: KeyOrigin, route: OrderedRoute): string {
  const { entry, carriesStatus } = orderedRoutes[route]
  const status = carriesStatus ? ', expires_at, revoked_at, suspended_at' : ''
  const table = keyTables[origin]
  return `SELECT created_at, id${status} FROM ${table} INDEXED BY ${table}_${route}
    WHERE project_id = $projectId ${entry} ${PAGE_WINDOW} ${NEWEST_FIRST} LIMIT $slice`
}

const rowOf = (origin: KeyOrigin): string => `${keyTables[origin]} AS k ON k.project_id = $projectId AND k.id = i.id`
const columnsOf = (origin: KeyOrigin): string => keyColumns[origin].map((column) => `k.${column}`).join(', ')

/** At most `$limit` matching keys among the next `$slice` entries, which come in page order already. */
export const orderedPageSql = (origin: KeyOrigin, route: OrderedRoute): string =>
  `SELECT ${columnsOf(origin)} FROM (${sliceSql(origin, route)}) AS i CROSS JOIN ${rowOf(origin)}
    WHERE true ${remainingConditions(orderedRoutes[route].carriesStatus ? 'i' : 'k')} LIMIT $limit`

/** Where the slice ends. */
export const sliceEndSql = (origin: KeyOrigin, route: OrderedRoute): string =>
  `SELECT created_at, id FROM (${sliceSql(origin, route)}) ORDER BY created_at, id LIMIT 1`

/** At most `$limit` matching keys of a range, sorted. */
export function rangePageSql(origin: KeyOrigin, route: RangeRoute): string {
  const table = keyTables[origin]
  return `SELECT ${columnsOf(origin)} FROM (SELECT created_at, id FROM ${table} INDEXED BY ${table}_${route}
    WHERE project_id = $projectId ${rangeRoutes[route]} ${PAGE_WINDOW}) AS i CROSS JOIN ${rowOf(origin)}
    WHERE true ${remainingConditions('k')} ORDER BY i.created_at DESC, i.id DESC LIMIT $limit`
}

/** One row per key in a range, at most `$probe` of them. */
export function rangeProbeSql(origin: KeyOrigin, route: RangeRoute): string {
  const table = keyTables[origin]
  return `SELECT 1 FROM ${table} INDEXED BY ${table}_${route} WHERE project_id = $projectId ${rangeRoutes[route]} LIMIT $probe`
}
