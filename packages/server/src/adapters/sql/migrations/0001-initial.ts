import { usageOutcomes } from '@latchkey/core/usage/usage-event'
import type { ColumnTypes, SqlMigration } from '../migration.ts'
import { tablesOfKeys } from './0001-key-tables.ts'

const table = (types: ColumnTypes, name: string, lines: readonly string[]): string =>
  `CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n)${types.tableOptions}`

const tablesOfProjects = (types: ColumnTypes): readonly string[] => {
  const { id, name, text, integer, ordinal } = types
  return [
    table(types, 'workspaces', [
      `ordinal ${ordinal}`,
      `id ${id} NOT NULL UNIQUE`,
      `name ${name} NOT NULL`,
      `plan ${id} NOT NULL`,
      `created_at ${integer} NOT NULL`,
      `updated_at ${integer} NOT NULL`,
    ]),
    table(types, 'projects', [
      `ordinal ${ordinal}`,
      `id ${id} NOT NULL UNIQUE`,
      `workspace_id ${id} NOT NULL`,
      `slug ${id} NOT NULL UNIQUE`,
      `name ${name} NOT NULL`,
      `environment ${id} NOT NULL`,
      `state ${id} NOT NULL`,
      `api_keys_enabled ${integer} NOT NULL`,
      `revision ${integer} NOT NULL`,
      `sealed_data_key ${text} NOT NULL`,
      `created_at ${integer} NOT NULL`,
      `updated_at ${integer} NOT NULL`,
      `live_keys ${integer} DEFAULT 0 NOT NULL CHECK (live_keys >= 0)`,
      'FOREIGN KEY (workspace_id) REFERENCES workspaces (id)',
    ]),
    'CREATE INDEX projects_by_workspace ON projects (workspace_id, ordinal)',
    `CREATE INDEX projects_by_state ON projects (state)${types.onlyWhere(`state = 'deleted'`)}`,
    table(types, 'project_hosts', [
      `project_id ${id} NOT NULL`,
      `host ${name} NOT NULL UNIQUE`,
      `position ${integer} NOT NULL`,
      'PRIMARY KEY (project_id, position)',
      'FOREIGN KEY (project_id) REFERENCES projects (id)',
    ]),
    table(types, 'project_config', [
      `project_id ${id} NOT NULL`,
      `revision ${integer} NOT NULL`,
      `config ${text} NOT NULL`,
      `author_kind ${id} NOT NULL`,
      `author_id ${name} NOT NULL`,
      `author_name ${text} NOT NULL`,
      `created_at ${integer} NOT NULL`,
      'PRIMARY KEY (project_id, revision)',
      'FOREIGN KEY (project_id) REFERENCES projects (id)',
    ]),
    table(types, 'project_secrets', [
      `project_id ${id} NOT NULL`,
      `id ${id} NOT NULL`,
      `position ${integer} NOT NULL`,
      `purpose ${id} NOT NULL`,
      `state ${id} NOT NULL`,
      `sealed ${text} NOT NULL`,
      `created_at ${integer} NOT NULL`,
      `expires_at ${integer}`,
      'PRIMARY KEY (project_id, id)',
      'FOREIGN KEY (project_id) REFERENCES projects (id)',
    ]),
    table(types, 'access_keys', [
      `owner_id ${id} NOT NULL`,
      `id ${id} NOT NULL`,
      `kind ${id} NOT NULL`,
      `name ${name} NOT NULL`,
      `hash ${id} NOT NULL UNIQUE`,
      `last_characters ${id} NOT NULL`,
      `permissions ${text} NOT NULL`,
      `expires_at ${integer}`,
      `created_at ${integer} NOT NULL`,
      `updated_at ${integer} NOT NULL`,
      'PRIMARY KEY (owner_id, id)',
    ]),
    'CREATE INDEX access_keys_by_kind ON access_keys (kind)',
    table(types, 'live_issued_keys', [
      `project_id ${id} NOT NULL`,
      `prefix ${id} NOT NULL`,
      `hmac_secret_id ${id} NOT NULL`,
      `live ${integer} NOT NULL CHECK (live >= 0)`,
      'PRIMARY KEY (project_id, prefix, hmac_secret_id)',
      'FOREIGN KEY (project_id) REFERENCES projects (id)',
    ]),
  ]
}

const tablesOfPeople = (types: ColumnTypes): readonly string[] => {
  const { id, name, text, integer, ordinal } = types
  return [
    table(types, 'accounts', [
      `ordinal ${ordinal}`,
      `id ${id} NOT NULL UNIQUE`,
      `email ${name} NOT NULL UNIQUE`,
      `name ${name} NOT NULL`,
      `email_verified ${integer} NOT NULL`,
      `password_hash ${text}`,
      `created_at ${integer} NOT NULL`,
      `updated_at ${integer} NOT NULL`,
    ]),
    table(types, 'account_identities', [
      `issuer ${name} NOT NULL`,
      `subject ${name} NOT NULL`,
      `account_id ${id} NOT NULL UNIQUE`,
      'PRIMARY KEY (issuer, subject)',
      'FOREIGN KEY (account_id) REFERENCES accounts (id)',
    ]),
    table(types, 'memberships', [
      `ordinal ${ordinal}`,
      `account_id ${id} NOT NULL`,
      `workspace_id ${id} NOT NULL`,
      `project_id ${id}`,
      `role ${id} NOT NULL`,
      `created_at ${integer} NOT NULL`,
      // Every NULL differs from all others, but a person has at most one role in a place.
      `place ${id} GENERATED ALWAYS AS (coalesce(project_id, '')) STORED`,
      'FOREIGN KEY (account_id) REFERENCES accounts (id)',
      'FOREIGN KEY (workspace_id) REFERENCES workspaces (id)',
    ]),
    'CREATE UNIQUE INDEX memberships_by_place ON memberships (account_id, workspace_id, place)',
    'CREATE INDEX memberships_by_workspace ON memberships (workspace_id, ordinal)',
    'CREATE INDEX memberships_by_project ON memberships (project_id)',
    table(types, 'invitations', [
      `ordinal ${ordinal}`,
      `id ${id} NOT NULL UNIQUE`,
      `hash ${id} NOT NULL UNIQUE`,
      `workspace_id ${id} NOT NULL`,
      `project_id ${id}`,
      `email ${name} NOT NULL`,
      `role ${id} NOT NULL`,
      `invited_by ${text} NOT NULL`,
      `created_at ${integer} NOT NULL`,
      `expires_at ${integer} NOT NULL`,
      'FOREIGN KEY (workspace_id) REFERENCES workspaces (id)',
    ]),
    'CREATE INDEX invitations_by_workspace ON invitations (workspace_id, ordinal)',
    'CREATE INDEX invitations_by_project ON invitations (project_id)',
    'CREATE INDEX invitations_by_expiry ON invitations (expires_at)',
    table(types, 'sessions', [
      `hash ${id} NOT NULL PRIMARY KEY`,
      `id ${id} NOT NULL UNIQUE`,
      `account_id ${id} NOT NULL`,
      `created_at ${integer} NOT NULL`,
      `last_seen_at ${integer} NOT NULL`,
      `proved_at ${integer} NOT NULL`,
      `expires_at ${integer} NOT NULL`,
      `ip ${id}`,
      `user_agent ${text} NOT NULL`,
      'FOREIGN KEY (account_id) REFERENCES accounts (id)',
    ]),
    'CREATE INDEX sessions_by_account ON sessions (account_id, created_at)',
    'CREATE INDEX sessions_by_expiry ON sessions (expires_at)',
    table(types, 'setup_token', [
      `only_row ${integer} NOT NULL PRIMARY KEY CHECK (only_row = 1)`,
      `hash ${id}`,
      `expires_at ${integer}`,
    ]),
    // Always there, so that whoever makes the first account has something to lock.
    'INSERT INTO setup_token (only_row, hash, expires_at) VALUES (1, NULL, NULL)',
    table(types, 'password_resets', [
      `account_id ${id} NOT NULL PRIMARY KEY`,
      `hash ${id} NOT NULL UNIQUE`,
      `expires_at ${integer} NOT NULL`,
      'FOREIGN KEY (account_id) REFERENCES accounts (id)',
    ]),
    'CREATE INDEX password_resets_by_end ON password_resets (expires_at)',
    table(types, 'dismissed_checklists', [
      `project_id ${id} NOT NULL`,
      `account_id ${id} NOT NULL`,
      'PRIMARY KEY (project_id, account_id)',
      'FOREIGN KEY (project_id) REFERENCES projects (id)',
      'FOREIGN KEY (account_id) REFERENCES accounts (id)',
    ]),
  ]
}

const tablesOfEvents = (types: ColumnTypes): readonly string[] => {
  const { id, name, text, integer } = types
  return [
    table(types, 'audit_events', [
      `chain_id ${id} NOT NULL`,
      `sequence ${integer} NOT NULL CHECK (sequence >= 1)`,
      `id ${id} NOT NULL`,
      `at ${integer} NOT NULL`,
      `event ${id} NOT NULL`,
      `caller_kind ${id} NOT NULL`,
      `caller_id ${name} NOT NULL`,
      `caller_name ${text} NOT NULL`,
      `target_kind ${id} NOT NULL`,
      `target_id ${name} NOT NULL`,
      `ip ${id}`,
      `request_id ${text} NOT NULL`,
      `before_change ${text}`,
      `after_change ${text}`,
      `previous_hash ${id} NOT NULL`,
      `hash ${id} NOT NULL`,
      'PRIMARY KEY (chain_id, sequence)',
    ]),
    ...['caller_id', 'target_id', 'event', 'at'].map(
      (column) => `CREATE INDEX audit_events_by_${column} ON audit_events (chain_id, ${column}, sequence)`,
    ),
    table(types, 'audit_chains', [`chain_id ${id} NOT NULL PRIMARY KEY`, `sequence ${integer} NOT NULL`, `hash ${id} NOT NULL`]),
    table(types, 'audit_checkpoints', [
      `chain_id ${id} NOT NULL PRIMARY KEY`,
      `sequence ${integer} NOT NULL CHECK (sequence >= 1)`,
      `hash ${id} NOT NULL`,
      `cut_at ${integer} NOT NULL`,
      `signature ${id} NOT NULL`,
    ]),
    table(types, 'outbox', [
      `sequence ${integer} NOT NULL PRIMARY KEY`,
      `created_at ${integer} NOT NULL`,
      `kind ${id} NOT NULL`,
      `project_id ${id}`,
      `key_id ${id}`,
      `version ${integer}`,
      `hash ${id}`,
    ]),
    table(types, 'outbox_head', [
      `only_row ${integer} NOT NULL PRIMARY KEY CHECK (only_row = 1)`,
      `last_sequence ${integer} NOT NULL`,
    ]),
    'INSERT INTO outbox_head (only_row, last_sequence) VALUES (1, 0)',
  ]
}

const tablesOfUsage = (types: ColumnTypes): readonly string[] => {
  const { id, name, integer } = types
  const counts = usageOutcomes.map((outcome) => `${outcome} ${integer} NOT NULL`)
  return [
    table(types, 'usage_buckets', [
      `period ${integer} NOT NULL`,
      `starts_at ${integer} NOT NULL`,
      `project_id ${id} NOT NULL`,
      `key_id ${id} NOT NULL`,
      `actor_id ${name} NOT NULL`,
      ...counts,
      'PRIMARY KEY (period, starts_at, project_id, key_id)',
    ]),
    table(types, 'usage_totals', [
      `project_id ${id} NOT NULL`,
      `period ${integer} NOT NULL`,
      `starts_at ${integer} NOT NULL`,
      ...counts,
      'PRIMARY KEY (project_id, period, starts_at)',
    ]),
    'CREATE INDEX usage_totals_by_time ON usage_totals (period, starts_at)',
    table(types, 'usage_sources', [
      `project_id ${id} NOT NULL`,
      `key_id ${id} NOT NULL`,
      `ip ${id} NOT NULL`,
      `first_seen_at ${integer} NOT NULL`,
      `last_seen_at ${integer} NOT NULL`,
      `count ${integer} NOT NULL`,
      'PRIMARY KEY (project_id, key_id, ip)',
    ]),
    table(types, 'verification_failures', [
      `project_id ${id} NOT NULL`,
      `minute ${integer} NOT NULL`,
      `key_id ${id} NOT NULL`,
      `outcome ${integer} NOT NULL`,
      `ip ${id} NOT NULL`,
      `count ${integer} NOT NULL`,
      'PRIMARY KEY (project_id, minute, key_id, outcome, ip)',
    ]),
    'CREATE INDEX verification_failures_by_key ON verification_failures (project_id, key_id, minute)',
    'CREATE INDEX verification_failures_by_time ON verification_failures (minute)',
  ]
}

const tablesOfWebhooks = (types: ColumnTypes): readonly string[] => {
  const { id, name, text, integer, ordinal } = types
  return [
    table(types, 'webhook_endpoints', [
      `project_id ${id} NOT NULL`,
      `id ${id} NOT NULL`,
      `url ${text} NOT NULL`,
      `description ${text} NOT NULL`,
      `event_types ${text} NOT NULL`,
      `state ${id} NOT NULL`,
      `disabled_because ${id}`,
      `secrets ${text} NOT NULL`,
      `created_at ${integer} NOT NULL`,
      `updated_at ${integer} NOT NULL`,
      'PRIMARY KEY (project_id, id)',
      'FOREIGN KEY (project_id) REFERENCES projects (id)',
    ]),
    table(types, 'webhook_messages', [
      `ordinal ${ordinal}`,
      `id ${id} NOT NULL UNIQUE`,
      `project_id ${id} NOT NULL`,
      `type ${id} NOT NULL`,
      `payload ${text} NOT NULL`,
      `created_at ${integer} NOT NULL`,
    ]),
    'CREATE INDEX webhook_messages_by_project ON webhook_messages (project_id)',
    table(types, 'webhook_deliveries', [
      `project_id ${id} NOT NULL`,
      `endpoint_id ${id} NOT NULL`,
      `message_ordinal ${integer} NOT NULL`,
      `state ${id} NOT NULL`,
      `attempts ${integer} NOT NULL`,
      `next_attempt_at ${integer}`,
      `claimed_by ${id}`,
      `last_attempt_at ${integer}`,
      `last_status ${integer}`,
      `last_error ${id}`,
      'PRIMARY KEY (project_id, endpoint_id, message_ordinal)',
    ]),
    'CREATE INDEX webhook_deliveries_by_state ON webhook_deliveries (project_id, endpoint_id, state, message_ordinal)',
    'CREATE INDEX webhook_deliveries_by_message ON webhook_deliveries (message_ordinal)',
    `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_attempt_at)${types.onlyWhere(`state = 'pending'`)}`,
    table(types, 'webhook_dedup_keys', [
      `project_id ${id} NOT NULL`,
      `dedup_key ${name} NOT NULL`,
      `spent_at ${integer} NOT NULL`,
      'PRIMARY KEY (project_id, dedup_key)',
    ]),
    'CREATE INDEX webhook_dedup_keys_by_age ON webhook_dedup_keys (spent_at)',
  ]
}

const tableNames = [
  ...['webhook_dedup_keys', 'webhook_deliveries', 'webhook_messages', 'webhook_endpoints'],
  ...['verification_failures', 'usage_sources', 'usage_totals', 'usage_buckets'],
  ...['outbox_head', 'outbox', 'audit_checkpoints', 'audit_chains', 'audit_events'],
  ...['dismissed_checklists', 'password_resets', 'setup_token', 'sessions', 'invitations', 'memberships'],
  ...['account_identities', 'accounts'],
  ...['idempotency', 'imported_api_keys', 'issued_api_keys'],
  ...['live_issued_keys', 'access_keys', 'project_secrets', 'project_config', 'project_hosts', 'projects', 'workspaces'],
]

export const initial: SqlMigration = {
  version: 1,
  name: 'initial',
  compatibleWith: 1,
  up: (types) => [
    ...tablesOfProjects(types),
    ...tablesOfKeys(types),
    ...tablesOfPeople(types),
    ...tablesOfEvents(types),
    ...tablesOfUsage(types),
    ...tablesOfWebhooks(types),
  ],
  down: () => tableNames.map((name) => `DROP TABLE ${name}`),
}
