import { type Delimiter, readDelimited, sniffDelimiter } from './delimited.ts'
import { type Field, mapHeadings, type RowFields, rowOf } from './fields.ts'
import { UnreadableFile } from './file-problem.ts'
import { withoutEscape } from './write-csv.ts'

export interface FileRow {
  readonly line: number
  readonly given: RowFields
}

export interface FileContent {
  readonly format: 'csv' | 'json' | 'jsonl'
  readonly delimiter: Delimiter | undefined
  /** Every column or member in the order of the file, and what it is taken for. */
  readonly columns: readonly { readonly heading: string; readonly field: Field | undefined }[]
  readonly rows: readonly FileRow[]
}

const BOM = /^\uFEFF/

/** Reads CSV, JSON and JSONL by what stands in them. @throws UnreadableFile */
export function readFile(source: string): FileContent {
  const text = source.replace(BOM, '')
  const first = text.trimStart()[0]
  if (first === undefined) throw new UnreadableFile('empty')
  if (first === '[') return ofObjects('json', jsonList(text))
  if (first === '{') return readObjects(text)
  return readCsv(text)
}

/** The names that the files with failed rows have beside the fields; those files are escaped for spreadsheets. */
export const failureColumns = ['error_code', 'error_message'] as const

function readCsv(text: string): FileContent {
  const delimiter = sniffDelimiter(text)
  const [head, ...records] = readDelimited(text, delimiter)
  const headings = (head?.cells ?? []).map((heading) => heading.trim())
  const mapped = mapHeadings(headings)
  if (!mapped.includes('raw_key') && !mapped.includes('key_hash')) throw new UnreadableFile('no_columns', head?.line ?? 1)
  const wasEscaped = failureColumns.every((name) => headings.includes(name))
  const rows = records.map(({ cells, line }) => {
    const given: Partial<Record<Field, string>> = {}
    for (const [index, field] of mapped.entries()) {
      const cell = cells[index] ?? ''
      if (field !== undefined) given[field] = wasEscaped ? withoutEscape(cell) : cell
    }
    return { line, given: rowOf(given) }
  })
  if (rows.length === 0) throw new UnreadableFile('empty')
  return { format: 'csv', delimiter, columns: headings.map((heading, index) => ({ heading, field: mapped[index] })), rows }
}

interface ObjectAt {
  readonly line: number
  readonly value: unknown
}

function readObjects(text: string): FileContent {
  const whole = tryJson(text)
  if (whole === undefined) return ofObjects('jsonl', jsonLines(text))
  const value = whole as Record<string, unknown>
  const list = value['requests'] ?? value['imported_api_keys'] ?? value['keys']
  return ofObjects('json', Array.isArray(list) ? numbered(list) : [{ line: 1, value }])
}

const numbered = (list: readonly unknown[]): readonly ObjectAt[] => list.map((value, index) => ({ line: index + 1, value }))

function jsonList(text: string): readonly ObjectAt[] {
  try {
    return numbered(JSON.parse(text) as unknown[])
  } catch (error) {
    throw new UnreadableFile('bad_json', lineOf(text, error))
  }
}

const jsonLines = (text: string): readonly ObjectAt[] =>
  text.split('\n').flatMap((content, index) => {
    if (content.trim() === '') return []
    const value = tryJson(content)
    if (value === undefined) throw new UnreadableFile('bad_json', index + 1)
    return [{ line: index + 1, value }]
  })

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Engines say where in their own words: by line, by position, or not at all. */
function lineOf(text: string, error: unknown): number {
  const message = error instanceof Error ? error.message : ''
  const line = /line (\d+)/.exec(message)?.[1]
  if (line !== undefined) return Number(line)
  const position = /position (\d+)/.exec(message)?.[1]
  return text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length
}

function ofObjects(format: 'json' | 'jsonl', objects: readonly ObjectAt[]): FileContent {
  const flat = objects.map(({ line, value }) => ({ line, members: flatMembers(value, line) }))
  const headings = [...new Set(flat.flatMap(({ members }) => [...members.keys()]))]
  const mapped = mapHeadings(headings)
  if (flat.length === 0) throw new UnreadableFile('empty')
  if (!mapped.includes('raw_key') && !mapped.includes('key_hash')) throw new UnreadableFile('no_columns')
  const rows = flat.map(({ line, members }) => {
    const given: Partial<Record<Field, string>> = {}
    for (const [index, heading] of headings.entries()) {
      const field = mapped[index]
      if (field !== undefined) given[field] = members.get(heading) ?? ''
    }
    return { line, given: rowOf(given) }
  })
  return { format, delimiter: undefined, columns: headings.map((heading, index) => ({ heading, field: mapped[index] })), rows }
}

const nested: ReadonlySet<string> = new Set(['rate_limit_policy', 'ip_restriction', 'rateLimitPolicy', 'ipRestriction'])

/** The policies of the API are objects within the object; their members are columns like the others. */
function flatMembers(value: unknown, line: number): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UnreadableFile('not_objects', line)
  const members = Object.entries(value).flatMap(([name, member]) =>
    nested.has(name) && typeof member === 'object' && member !== null ? Object.entries(member) : [[name, member] as const],
  )
  return new Map(members.map(([name, member]) => [name, textOf(member)]))
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
