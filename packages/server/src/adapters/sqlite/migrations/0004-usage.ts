import type { Migration } from '../../sql/migration.ts'

// In the order of `usageOutcomes`.
const counts = [
  'valid',
  'invalid_format',
  'not_found',
  'revoked',
  'expired',
  'suspended',
  'signature_invalid',
  'ip_not_allowed',
  'insufficient_scope',
  'rate_limited',
  'internal',
].map((outcome) => `  ${outcome} INTEGER NOT NULL,`)

const tables = [
  // Time first: what is written at a time lies together, and so does what is removed at a time.
  `CREATE TABLE usage_buckets (
  period INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  project_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  actor_id TEXT NOT NULL,
${counts.join('\n')}
  PRIMARY KEY (period, starts_at, project_id, key_id)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE usage_totals (
  project_id TEXT NOT NULL,
  period INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
${counts.join('\n')}
  PRIMARY KEY (project_id, period, starts_at)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE usage_sources (
  project_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  ip TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (project_id, key_id, ip)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE verification_failures (
  project_id TEXT NOT NULL,
  minute INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  outcome INTEGER NOT NULL,
  ip TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (project_id, minute, key_id, outcome, ip)
) STRICT, WITHOUT ROWID`,
]

const keyTables = ['issued_api_keys', 'imported_api_keys']

export const usage: Migration = {
  version: 4,
  name: 'usage',
  compatibleWith: 4,
  up: [
    ...tables,
    'CREATE INDEX usage_totals_by_time ON usage_totals (period, starts_at)',
    'CREATE INDEX verification_failures_by_key ON verification_failures (project_id, key_id, minute)',
    'CREATE INDEX verification_failures_by_time ON verification_failures (minute)',
    ...keyTables.map((table) => `ALTER TABLE ${table} ADD COLUMN last_used_ip TEXT`),
  ],
  down: [
    ...keyTables.map((table) => `ALTER TABLE ${table} DROP COLUMN last_used_ip`),
    ...['verification_failures', 'usage_sources', 'usage_totals', 'usage_buckets'].map((table) => `DROP TABLE ${table}`),
  ],
}
