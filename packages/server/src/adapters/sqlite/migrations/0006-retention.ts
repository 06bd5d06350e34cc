import type { Migration } from '../../sql/migration.ts'

const keyTables = ['issued_api_keys', 'imported_api_keys']
const THIRTY_DAYS_MS = 2_592_000_000

// Over all projects: a sweep takes what ended first, wherever it is. A revoked key ends with its revocation, or thirty days
// before its expiry where that is later; the query has to spell it in the same way.
const indexes: readonly (readonly [name: string, on: string])[] = [
  ...keyTables.flatMap((table) => [
    [
      `${table}_revoked_by_end`,
      `${table} (max(revoked_at, ifnull(expires_at - ${THIRTY_DAYS_MS}, revoked_at))) WHERE revoked_at IS NOT NULL`,
    ] as const,
    [`${table}_expired_by_end`, `${table} (expires_at) WHERE revoked_at IS NULL AND expires_at IS NOT NULL`] as const,
  ]),
  ['idempotency_by_creation', 'idempotency (created_at)'],
]

export const retention: Migration = {
  version: 6,
  name: 'retention',
  compatibleWith: 6,
  up: indexes.map(([name, on]) => `CREATE INDEX ${name} ON ${on}`),
  down: indexes.map(([name]) => `DROP INDEX ${name}`),
}
