import type { Migration } from '../../sql/migration.ts'

// Each ends in the sequence, as every index of a table without row ids ends in its key: the order of the pages.
const indexes: readonly (readonly [name: string, column: string])[] = [
  ['audit_events_by_caller', 'caller_id'],
  ['audit_events_by_target', 'target_id'],
  ['audit_events_by_event', 'event'],
  ['audit_events_by_time', 'at'],
]

export const auditLog: Migration = {
  version: 3,
  name: 'audit-log',
  compatibleWith: 3,
  up: [
    ...indexes.map(([name, column]) => `CREATE INDEX ${name} ON audit_events (chain_id, ${column})`),
    `CREATE TABLE audit_checkpoints (
  chain_id TEXT NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  hash TEXT NOT NULL,
  cut_at INTEGER NOT NULL,
  signature TEXT NOT NULL
) STRICT, WITHOUT ROWID`,
  ],
  down: ['DROP TABLE audit_checkpoints', ...indexes.map(([name]) => `DROP INDEX ${name}`)],
}
