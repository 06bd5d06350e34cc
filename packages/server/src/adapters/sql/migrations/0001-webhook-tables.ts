import type { ColumnTypes } from '../migration.ts'
import { table } from './table.ts'

const tablesOfEndpoints = (types: ColumnTypes): readonly string[] => {
  const { id, text, integer, ordinal } = types
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
  ]
}

const tablesOfDeliveries = (types: ColumnTypes): readonly string[] => {
  const { id, name, integer } = types
  return [
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

export const tablesOfWebhooks = (types: ColumnTypes): readonly string[] => [
  ...tablesOfEndpoints(types),
  ...tablesOfDeliveries(types),
]
