import type { Migration } from '../../sql/migration.ts'

const tables = [
  `CREATE TABLE live_issued_keys (
  project_id TEXT NOT NULL REFERENCES projects (id),
  prefix TEXT NOT NULL,
  hmac_secret_id TEXT NOT NULL,
  live INTEGER NOT NULL CHECK (live >= 0),
  PRIMARY KEY (project_id, prefix, hmac_secret_id)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE accounts (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  email_verified INTEGER NOT NULL,
  password_hash TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT`,
  `CREATE TABLE account_identities (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  account_id TEXT NOT NULL UNIQUE REFERENCES accounts (id),
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE memberships (
  ordinal INTEGER PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  project_id TEXT REFERENCES projects (id),
  role TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT`,
  `CREATE TABLE invitations (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  hash TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  project_id TEXT REFERENCES projects (id),
  email TEXT NOT NULL,
  role TEXT NOT NULL,
  invited_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT`,
  `CREATE TABLE sessions (
  hash TEXT NOT NULL PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  proved_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ip TEXT,
  user_agent TEXT NOT NULL
) STRICT, WITHOUT ROWID`,
  `CREATE TABLE setup_token (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT`,
]

// The two on `project_id` also serve the foreign keys when a project goes.
const indexes = [
  'CREATE INDEX projects_by_workspace ON projects (workspace_id, ordinal)',
  // Nearly always empty, so that every look at a key can afford to ask whether its project is gone.
  `CREATE INDEX projects_deleted ON projects (id) WHERE state = 'deleted'`,
  // SQLite takes each NULL for different from all others; a person has at most one role in a place.
  `CREATE UNIQUE INDEX memberships_by_place ON memberships (account_id, workspace_id, ifnull(project_id, ''))`,
  'CREATE INDEX memberships_by_workspace ON memberships (workspace_id, ordinal)',
  'CREATE INDEX memberships_by_project ON memberships (project_id) WHERE project_id IS NOT NULL',
  'CREATE INDEX invitations_by_workspace ON invitations (workspace_id, ordinal)',
  'CREATE INDEX invitations_by_project ON invitations (project_id) WHERE project_id IS NOT NULL',
  'CREATE INDEX invitations_by_expiry ON invitations (expires_at)',
  'CREATE INDEX sessions_by_account ON sessions (account_id, created_at)',
  'CREATE INDEX sessions_by_expiry ON sessions (expires_at)',
]

export const controlPlane: Migration = {
  version: 2,
  name: 'control-plane',
  compatibleWith: 2,
  up: [
    'ALTER TABLE workspaces ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0',
    'UPDATE workspaces SET updated_at = created_at',
    // Until now only the operator could change settings; who created a project is the first thing its chain says.
    `ALTER TABLE project_config ADD COLUMN author_kind TEXT NOT NULL DEFAULT 'operator'`,
    `ALTER TABLE project_config ADD COLUMN author_id TEXT NOT NULL DEFAULT ''`,
    `ALTER TABLE project_config ADD COLUMN author_name TEXT NOT NULL DEFAULT ''`,
    `UPDATE project_config SET author_kind = caller_kind, author_id = caller_id, author_name = caller_name FROM audit_events
  WHERE chain_id = project_id AND sequence = 1 AND revision = 1`,
    ...tables,
    ...indexes,
    `INSERT INTO live_issued_keys (project_id, prefix, hmac_secret_id, live)
  SELECT project_id, prefix, hmac_secret_id, count(*) FROM issued_api_keys WHERE revoked_at IS NULL
  GROUP BY project_id, prefix, hmac_secret_id`,
  ],
  down: [
    ...['setup_token', 'sessions', 'invitations', 'memberships', 'account_identities', 'accounts', 'live_issued_keys'].map(
      (table) => `DROP TABLE ${table}`,
    ),
    'DROP INDEX projects_deleted',
    'DROP INDEX projects_by_workspace',
    'ALTER TABLE project_config DROP COLUMN author_name',
    'ALTER TABLE project_config DROP COLUMN author_id',
    'ALTER TABLE project_config DROP COLUMN author_kind',
    'ALTER TABLE workspaces DROP COLUMN updated_at',
  ],
}
