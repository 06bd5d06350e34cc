import type { ColumnTypes } from '../migration.ts'
import { table } from './table.ts'

const tablesOfPlaces = (types: ColumnTypes): readonly string[] => {
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
  ]
}

const tablesOfSettings = (types: ColumnTypes): readonly string[] => {
  const { id, name, text, integer } = types
  return [
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
  ]
}

const tablesOfAccess = (types: ColumnTypes): readonly string[] => {
  const { id, name, text, integer } = types
  return [
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

export const tablesOfProjects = (types: ColumnTypes): readonly string[] => [
  ...tablesOfPlaces(types),
  ...tablesOfSettings(types),
  ...tablesOfAccess(types),
]
