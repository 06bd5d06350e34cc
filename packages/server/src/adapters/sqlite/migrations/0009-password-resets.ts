import type { Migration } from '../../sql/migration.ts'

export const passwordResets: Migration = {
  version: 9,
  name: 'password-resets',
  compatibleWith: 9,
  up: [
    `CREATE TABLE password_resets (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  hash TEXT NOT NULL UNIQUE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID`,
    'CREATE INDEX password_resets_by_end ON password_resets (expires_at)',
  ],
  down: ['DROP TABLE password_resets'],
}
