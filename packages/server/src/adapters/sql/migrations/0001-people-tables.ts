import type { ColumnTypes } from '../migration.ts'
import { table } from './table.ts'

const tablesOfAccounts = (types: ColumnTypes): readonly string[] => {
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
  ]
}

const tablesOfMembers = (types: ColumnTypes): readonly string[] => {
  const { id, name, text, integer, ordinal } = types
  return [
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
  ]
}

const tablesOfSignIn = (types: ColumnTypes): readonly string[] => {
  const { id, text, integer } = types
  return [
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

export const tablesOfPeople = (types: ColumnTypes): readonly string[] => [
  ...tablesOfAccounts(types),
  ...tablesOfMembers(types),
  ...tablesOfSignIn(types),
]
