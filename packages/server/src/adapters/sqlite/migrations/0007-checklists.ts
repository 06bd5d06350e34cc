import type { Migration } from '../../sql/migration.ts'

export const checklists: Migration = {
  version: 7,
  name: 'checklists',
  compatibleWith: 7,
  up: [
    `CREATE TABLE dismissed_checklists (
  project_id TEXT NOT NULL REFERENCES projects (id),
  account_id TEXT NOT NULL REFERENCES accounts (id),
  PRIMARY KEY (project_id, account_id)
) STRICT, WITHOUT ROWID`,
  ],
  down: ['DROP TABLE dismissed_checklists'],
}
