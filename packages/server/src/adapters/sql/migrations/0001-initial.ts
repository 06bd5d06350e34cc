import type { SqlMigration } from '../migration.ts'
import { tablesOfEvents } from './0001-event-tables.ts'
import { tablesOfKeys } from './0001-key-tables.ts'
import { tablesOfPeople } from './0001-people-tables.ts'
import { tablesOfProjects } from './0001-project-tables.ts'
import { tablesOfUsage } from './0001-usage-tables.ts'
import { tablesOfWebhooks } from './0001-webhook-tables.ts'

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
