import type { Migration } from '../../sql/migration.ts'

const keyColumns = `
  project_id TEXT NOT NULL REFERENCES projects (id),
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  scopes TEXT NOT NULL,
  metadata TEXT NOT NULL,
  visibility TEXT NOT NULL,
  rate_quota INTEGER,
  rate_window_ms INTEGER,
  rate_unit TEXT,
  allowed_cidrs TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  expires_at INTEGER,
  last_used_at INTEGER,
  suspended_at INTEGER,
  revoked_at INTEGER,
  revocation_reason TEXT,
  revocation_description TEXT,
  version INTEGER NOT NULL CHECK (version >= 1)`

const keyConstraints = `
  PRIMARY KEY (project_id, id),
  CHECK ((rate_quota IS NULL) = (rate_window_ms IS NULL) AND (rate_quota IS NULL) = (rate_unit IS NULL)),
  CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))`

// One index per list filter. Those that give the page order carry what the status is computed from, so that skipping keys of
// another status never touches their rows.
const keyIndexes = (table: string): readonly string[] => [
  `CREATE INDEX ${table}_by_creation ON ${table} (project_id, created_at, id, expires_at, revoked_at, suspended_at)`,
  `CREATE INDEX ${table}_by_actor ON ${table} (project_id, actor_id, created_at, id, expires_at, revoked_at, suspended_at)`,
  `CREATE INDEX ${table}_by_name ON ${table} (project_id, name, created_at, id)`,
  `CREATE INDEX ${table}_by_expiry ON ${table} (project_id, expires_at, created_at, id) WHERE expires_at IS NOT NULL`,
  `CREATE INDEX ${table}_by_last_use ON ${table} (project_id, last_used_at, created_at, id) WHERE last_used_at IS NOT NULL`,
  `CREATE INDEX ${table}_revoked ON ${table} (project_id, created_at, id, revoked_at) WHERE revoked_at IS NOT NULL`,
  `CREATE INDEX ${table}_suspended ON ${table} (project_id, created_at, id, suspended_at) WHERE suspended_at IS NOT NULL`,
]

export const initial: Migration = {
  version: 1,
  name: 'initial',
  compatibleWith: 1,
  up: [
    `CREATE TABLE workspaces (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  plan TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT`,
    `CREATE TABLE projects (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  environment TEXT NOT NULL,
  state TEXT NOT NULL,
  api_keys_enabled INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  sealed_data_key TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  live_keys INTEGER NOT NULL DEFAULT 0 CHECK (live_keys >= 0)
) STRICT`,
    `CREATE TABLE project_hosts (
  project_id TEXT NOT NULL REFERENCES projects (id),
  host TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  PRIMARY KEY (project_id, position)
) STRICT, WITHOUT ROWID`,
    `CREATE TABLE project_config (
  project_id TEXT NOT NULL REFERENCES projects (id),
  revision INTEGER NOT NULL,
  config TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, revision)
) STRICT`,
    `CREATE TABLE project_secrets (
  project_id TEXT NOT NULL REFERENCES projects (id),
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL,
  sealed TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (project_id, id)
) STRICT`,
    `CREATE TABLE access_keys (
  owner_id TEXT NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  last_characters TEXT NOT NULL,
  permissions TEXT NOT NULL,
  expires_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (owner_id, id)
) STRICT, WITHOUT ROWID`,
    `CREATE INDEX access_keys_by_kind ON access_keys (kind)`,
    `CREATE TABLE issued_api_keys (${keyColumns},
  prefix TEXT NOT NULL,
  hmac_secret_id TEXT NOT NULL,
  supersedes TEXT,
  superseded_by TEXT,${keyConstraints}
) STRICT, WITHOUT ROWID`,
    ...keyIndexes('issued_api_keys'),
    `CREATE TABLE imported_api_keys (${keyColumns},
  hash_algorithm TEXT NOT NULL,${keyConstraints}
) STRICT, WITHOUT ROWID`,
    ...keyIndexes('imported_api_keys'),
    `CREATE TABLE idempotency (
  project_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  request_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  parameters_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, origin, request_id)
) STRICT, WITHOUT ROWID`,
    `CREATE TABLE audit_events (
  chain_id TEXT NOT NULL,
  sequence INTEGER NOT NULL CHECK (sequence >= 1),
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  caller_kind TEXT NOT NULL,
  caller_id TEXT NOT NULL,
  caller_name TEXT NOT NULL,
  target_kind TEXT NOT NULL,
  target_id TEXT NOT NULL,
  ip TEXT,
  request_id TEXT NOT NULL,
  before TEXT,
  after TEXT,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (chain_id, sequence)
) STRICT, WITHOUT ROWID`,
    `CREATE TABLE audit_chains (
  chain_id TEXT NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT, WITHOUT ROWID`,
    `CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY,
  created_at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  project_id TEXT,
  key_id TEXT,
  version INTEGER,
  hash TEXT
) STRICT`,
  ],
  down: [
    'outbox',
    'audit_chains',
    'audit_events',
    'idempotency',
    'imported_api_keys',
    'issued_api_keys',
    'access_keys',
    'project_secrets',
    'project_config',
    'project_hosts',
    'projects',
    'workspaces',
  ].map((table) => `DROP TABLE ${table}`),
}
