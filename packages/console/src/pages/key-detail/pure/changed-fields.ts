import type { AuditEvent } from '@latchkey/sdk/messages'

export interface ChangedField {
  readonly field: string
  readonly before: string
  readonly after: string
}

/** They change with every change and say nothing about it. */
const attendants: ReadonlySet<string> = new Set(['version', 'update_time'])

/** What an event changed; nothing for a beginning or an end, of which all of the record would be told. */
export function changedFields({ before, after }: Pick<AuditEvent, 'before' | 'after'>): readonly ChangedField[] {
  if (before === null || after === null) return []
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !attendants.has(name))
  return names
    .map((field) => ({ field, before: textOf(before[field]), after: textOf(after[field]) }))
    .filter((change) => change.before !== change.after)
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
