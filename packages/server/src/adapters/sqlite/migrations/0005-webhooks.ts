import type { Migration } from '../../sql/migration.ts'

export const webhooks: Migration = {
  version: 5,
  name: 'webhooks',
  compatibleWith: 5,
  up: [
    `CREATE TABLE webhook_endpoints (
  project_id TEXT NOT NULL REFERENCES projects (id),
  id TEXT NOT NULL,
  url TEXT NOT NULL,
  description TEXT NOT NULL,
  event_types TEXT NOT NULL,
  state TEXT NOT NULL,
  disabled_because TEXT,
  secrets TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, id)
) STRICT, WITHOUT ROWID`,
    `CREATE TABLE webhook_messages (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  project_id TEXT NOT NULL,
  type TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT`,
    'CREATE INDEX webhook_messages_by_project ON webhook_messages (project_id)',
    `CREATE TABLE webhook_deliveries (
  project_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  message_ordinal INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER,
  claimed_by TEXT,
  last_attempt_at INTEGER,
  last_status INTEGER,
  last_error TEXT,
  PRIMARY KEY (project_id, endpoint_id, message_ordinal)
) STRICT, WITHOUT ROWID`,
    'CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (project_id, endpoint_id, state, message_ordinal)',
    'CREATE INDEX webhook_deliveries_by_message ON webhook_deliveries (message_ordinal)',
    // Only what waits is in it, so that asking whether anything is due costs next to nothing.
    `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE state = 'pending'`,
    `CREATE TABLE webhook_dedup_keys (
  project_id TEXT NOT NULL,
  dedup_key TEXT NOT NULL,
  spent_at INTEGER NOT NULL,
  PRIMARY KEY (project_id, dedup_key)
) STRICT, WITHOUT ROWID`,
    'CREATE INDEX webhook_dedup_keys_by_age ON webhook_dedup_keys (spent_at)',
  ],
  down: ['webhook_dedup_keys', 'webhook_deliveries', 'webhook_messages', 'webhook_endpoints'].map(
    (table) => `DROP TABLE ${table}`,
  ),
}
