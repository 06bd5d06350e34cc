import type { Migration } from '../../sql/migration.ts'

const keyTables = ['issued_api_keys', 'imported_api_keys']

// As those of the first migration that give the page order, they carry what the status is computed from. They have an entry
// for every key: the keys without the instant come together, in page order.
const after = (table: string): readonly string[] => [
  `CREATE INDEX ${table}_by_name ON ${table} (project_id, name, created_at, id, expires_at, revoked_at, suspended_at)`,
  `CREATE INDEX ${table}_by_expiry ON ${table} (project_id, expires_at, created_at, id, revoked_at, suspended_at)`,
  `CREATE INDEX ${table}_by_last_use ON ${table} (project_id, last_used_at, created_at, id, expires_at, revoked_at, suspended_at)`,
]

const before = (table: string): readonly string[] => [
  `CREATE INDEX ${table}_by_name ON ${table} (project_id, name, created_at, id)`,
  `CREATE INDEX ${table}_by_expiry ON ${table} (project_id, expires_at, created_at, id) WHERE expires_at IS NOT NULL`,
  `CREATE INDEX ${table}_by_last_use ON ${table} (project_id, last_used_at, created_at, id) WHERE last_used_at IS NOT NULL`,
]

const dropped = (table: string): readonly string[] =>
  ['by_name', 'by_expiry', 'by_last_use'].map((name) => `DROP INDEX ${table}_${name}`)

export const listIndexes: Migration = {
  version: 8,
  name: 'list-indexes',
  compatibleWith: 8,
  up: keyTables.flatMap((table) => [...dropped(table), ...after(table)]),
  down: keyTables.flatMap((table) => [...dropped(table), ...before(table)]),
}
