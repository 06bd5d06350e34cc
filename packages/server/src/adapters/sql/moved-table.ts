import type { SqlRow } from './sql-database.ts'

/** A table that a move copies, by the names that its target has for the columns; computed ones are not among them. */
export interface MovedTable {
  readonly name: string
  readonly columns: readonly string[]
  /** The columns of its primary key, in order. */
  readonly key: readonly string[]
}

/** Where a move reads from. Nobody can change it until it is closed. */
export interface MoveSource {
  /** Tells this source, as it is now, from others and from itself after any change that is audited. */
  readonly identity: string
  /** All that there are, those first to which others refer. */
  readonly tables: readonly MovedTable[]
  count(table: MovedTable): number
  /** In the order of the key, from behind the row with the key `after` on. */
  rows(table: MovedTable, after?: SqlRow): Iterable<SqlRow>
  close(): void
}

/** Every table of a store, those first to which others refer. */
export const movedTableNames: readonly string[] = [
  ...['workspaces', 'projects', 'project_hosts', 'project_config', 'project_secrets', 'access_keys', 'live_issued_keys'],
  ...['issued_api_keys', 'imported_api_keys', 'idempotency'],
  ...['accounts', 'account_identities', 'memberships', 'invitations', 'sessions', 'password_resets', 'dismissed_checklists'],
  ...['audit_events', 'audit_chains', 'audit_checkpoints'],
  ...['usage_buckets', 'usage_totals', 'usage_sources', 'verification_failures'],
  ...['webhook_endpoints', 'webhook_messages', 'webhook_deliveries', 'webhook_dedup_keys'],
  ...['outbox', 'outbox_head', 'setup_token'],
]

/** Values of the key of a row. */
export const keyOf = ({ columns, key }: MovedTable, row: SqlRow): SqlRow =>
  key.map((column) => row[columns.indexOf(column)] ?? null)
