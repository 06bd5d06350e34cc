import type { ColumnTypes } from '../migration.ts'

const THIRTY_DAYS_MS = 2_592_000_000

const keyColumns = ({ id, name, text, integer }: ColumnTypes): readonly string[] => [
  `project_id ${id} NOT NULL`,
  `id ${id} NOT NULL`,
  `name ${name} NOT NULL`,
  `actor_id ${name} NOT NULL`,
  `scopes ${text} NOT NULL`,
  `metadata ${text} NOT NULL`,
  `visibility ${id} NOT NULL`,
  `rate_quota ${integer}`,
  `rate_window_ms ${integer}`,
  `rate_unit ${id}`,
  `allowed_cidrs ${text}`,
  `created_at ${integer} NOT NULL`,
  `updated_at ${integer} NOT NULL`,
  `expires_at ${integer}`,
  `last_used_at ${integer}`,
  `last_used_ip ${id}`,
  `suspended_at ${integer}`,
  `revoked_at ${integer}`,
  `revocation_reason ${id}`,
  `revocation_description ${text}`,
  `version ${integer} NOT NULL CHECK (version >= 1)`,
]

// When a key came to its end, for the sweep over all projects: a revoked one with its revocation, or thirty days before its
// expiry where that is later.
const endColumns = ({ integer }: ColumnTypes): readonly string[] => [
  `revoked_end ${integer} GENERATED ALWAYS AS (CASE WHEN revoked_at IS NULL THEN NULL
    WHEN expires_at - ${THIRTY_DAYS_MS} > revoked_at THEN expires_at - ${THIRTY_DAYS_MS} ELSE revoked_at END) STORED`,
  `expired_end ${integer} GENERATED ALWAYS AS (CASE WHEN revoked_at IS NULL THEN expires_at ELSE NULL END) STORED`,
]

const keyConstraints = [
  'PRIMARY KEY (project_id, id)',
  'FOREIGN KEY (project_id) REFERENCES projects (id)',
  'CHECK ((rate_quota IS NULL) = (rate_window_ms IS NULL) AND (rate_quota IS NULL) = (rate_unit IS NULL))',
  'CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))',
]

const keyTable = (types: ColumnTypes, name: string, ownColumns: readonly string[]): readonly string[] => [
  `CREATE TABLE ${name} (
  ${[...keyColumns(types), ...ownColumns, ...endColumns(types), ...keyConstraints].join(',\n  ')}
)${types.tableOptions}`,
  // One index per list filter, each in the order of the pages.
  `CREATE INDEX ${name}_by_creation ON ${name} (project_id, created_at, id)`,
  `CREATE INDEX ${name}_by_actor ON ${name} (project_id, actor_id, created_at, id)`,
  `CREATE INDEX ${name}_by_name ON ${name} (project_id, name, created_at, id)`,
  `CREATE INDEX ${name}_by_expiry ON ${name} (project_id, expires_at, created_at, id)`,
  `CREATE INDEX ${name}_by_last_use ON ${name} (project_id, last_used_at, created_at, id)`,
  `CREATE INDEX ${name}_by_revoked_end ON ${name} (revoked_end)${types.onlyWhere('revoked_at IS NOT NULL')}`,
  `CREATE INDEX ${name}_by_expired_end ON ${name} (expired_end)${types.onlyWhere('revoked_at IS NULL AND expires_at IS NOT NULL')}`,
]

/** Keys of both origins, and what their request ids were spent on. */
export const tablesOfKeys = (types: ColumnTypes): readonly string[] => {
  const { id, integer } = types
  return [
    ...keyTable(types, 'issued_api_keys', [
      `prefix ${id} NOT NULL`,
      `hmac_secret_id ${id} NOT NULL`,
      `supersedes ${id}`,
      `superseded_by ${id}`,
    ]),
    ...keyTable(types, 'imported_api_keys', [`hash_algorithm ${id} NOT NULL`]),
    `CREATE TABLE idempotency (
  project_id ${id} NOT NULL,
  origin ${id} NOT NULL,
  request_id ${id} NOT NULL,
  key_id ${id} NOT NULL,
  parameters_hash ${id} NOT NULL,
  created_at ${integer} NOT NULL,
  PRIMARY KEY (project_id, origin, request_id)
)${types.tableOptions}`,
    'CREATE INDEX idempotency_by_creation ON idempotency (created_at)',
  ]
}
