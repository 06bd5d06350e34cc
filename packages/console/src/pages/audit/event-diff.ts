import type { AuditEvent } from '@latchkey/sdk/messages'

export interface FieldChange {
  readonly field: string
  /** JSON; undefined where the field was not there. */
  readonly before: string | undefined
  readonly after: string | undefined
}

const notSet: ReadonlySet<string> = new Set(['', 'null', '[]', '{}'])

type Fields = Readonly<Record<string, unknown>>

/** The fields that an event changed, with inner fields by their path, in the order of their names. */
export function changesOf({ before, after }: Pick<AuditEvent, 'before' | 'after'>): readonly FieldChange[] {
  // What is not set says nothing where all of a thing came or went.
  const isWhole = before === null || after === null
  const was = flat(before ?? {})
  const is = flat(after ?? {})
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((field) => was.get(field) !== is.get(field) && !(isWhole && notSet.has(was.get(field) ?? is.get(field) ?? '')))
    .sort()
    .map((field) => ({ field, before: was.get(field), after: is.get(field) }))
}

function flat(fields: Fields, path = '', found = new Map<string, string>()): Map<string, string> {
  for (const [name, value] of Object.entries(fields)) {
    const place = path === '' ? name : `${path}.${name}`
    if (isFields(value) && Object.keys(value).length > 0) flat(value, place, found)
    else if (value !== undefined) found.set(place, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return found
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The sequence of the first event that does not follow the one before it on this page; a filter leaves gaps, which say nothing. */
export function brokenLink(events: readonly AuditEvent[]): string | undefined {
  return events.find((event, index) => {
    const older = events[index + 1]
    if (older === undefined || Number(older.sequence) !== Number(event.sequence) - 1) return false
    return event.previous_hash !== older.hash
  })?.sequence
}
