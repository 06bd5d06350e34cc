import type { ColumnTypes } from '../migration.ts'
import { table } from './table.ts'

export const tablesOfEvents = (types: ColumnTypes): readonly string[] => {
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
