import { usageOutcomes } from '@latchkey/core/usage/usage-event'
import type { ColumnTypes } from '../migration.ts'
import { table } from './table.ts'

export const tablesOfUsage = (types: ColumnTypes): readonly string[] => {
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
