import type { BatchImportResult, ImportApiKeyRequest } from '@latchkey/sdk/messages'
import { checkRow, type ProblemCode, type ProjectLimits, type RowProblem } from './check-row.ts'
import { type Field, fields, type RowFields } from './fields.ts'
import { type FileProblem, UnreadableFile } from './file-problem.ts'
import { type FileContent, failureColumns, readFile } from './read-file.ts'
import { requestIdOf, requestOfRow } from './request-of-row.ts'
import { csvText } from './write-csv.ts'

export type RowState = 'ready' | 'sent' | 'imported' | 'failed'

interface Row {
  /** From 1, headings not counted. */
  readonly number: number
  readonly line: number
  given: RowFields
  problems: readonly RowProblem[]
  state: RowState
  keyId: string
  errorCode: string
  errorMessage: string
}

/** What a page shows of a row: of a key only its ends. */
export interface RowView extends Omit<Row, 'given'> {
  readonly maskedKey: string
  readonly given: Omit<RowFields, 'raw_key'>
}

export interface Counts {
  readonly total: number
  /** With something wrong that is known before anybody is asked. */
  readonly problems: number
  readonly ready: number
  readonly imported: number
  readonly failed: number
}

export type RowFilter = 'all' | 'problems' | 'imported' | 'failed'

export interface SheetFacts extends Pick<FileContent, 'format' | 'delimiter' | 'columns'> {
  readonly counts: Counts
  readonly problemCounts: Readonly<Partial<Record<ProblemCode, number>>>
}

export type ReadOutcome = { readonly facts: SheetFacts } | { readonly problem: FileProblem }

export interface Chunk {
  readonly numbers: readonly number[]
  readonly requests: readonly ImportApiKeyRequest[]
}

const CHUNK_MAX_CHARACTERS = 3 * 1024 * 1024
const SHOWN_AT_EACH_END = 4

/** All rows of a file and what became of them. Lives in the worker: raw keys leave it only in the requests that import them. */
export class ImportSheet {
  #limits: ProjectLimits
  #rows: Row[] = []
  #content: Omit<FileContent, 'rows'> | undefined

  constructor(limits: ProjectLimits) {
    this.#limits = limits
  }

  /** Whatever was read before is forgotten. */
  read(text: string, limits: ProjectLimits): ReadOutcome {
    this.#limits = limits
    this.#rows = []
    try {
      const { rows, ...content } = readFile(text)
      this.#content = content
      this.#rows = rows.map(({ line, given }, index) => newRow(index + 1, line, given))
    } catch (error) {
      if (error instanceof UnreadableFile) return { problem: error.problem }
      throw error
    }
    for (const row of this.#rows) row.problems = checkRow(row.given, limits)
    this.#markDuplicates()
    return { facts: this.facts() }
  }

  facts(): SheetFacts {
    const problemCounts: Partial<Record<ProblemCode, number>> = {}
    for (const { problems } of this.#rows) for (const { code } of problems) problemCounts[code] = (problemCounts[code] ?? 0) + 1
    const { format, delimiter, columns } = this.#content ?? { format: 'csv', delimiter: undefined, columns: [] }
    return { format, delimiter, columns, counts: this.counts(), problemCounts }
  }

  counts(): Counts {
    const counts = { total: this.#rows.length, problems: 0, ready: 0, imported: 0, failed: 0 }
    for (const { state, problems } of this.#rows) {
      if (state === 'imported') counts.imported += 1
      else if (state === 'failed') counts.failed += 1
      else if (problems.length > 0) counts.problems += 1
      else counts.ready += 1
    }
    return counts
  }

  /** Some of the rows that the filter lets through, and how many there are of them. */
  rows(filter: RowFilter, offset: number, limit: number): { readonly total: number; readonly rows: readonly RowView[] } {
    const chosen = filter === 'all' ? this.#rows : this.#rows.filter((row) => isIn(row, filter))
    return { total: chosen.length, rows: chosen.slice(offset, offset + limit).map(viewOf) }
  }

  /** New values for some fields; a failed row may then be sent again. */
  change(number: number, changes: Partial<Record<Field, string>>): Counts {
    const row = this.#rows[number - 1]
    if (row !== undefined && row.state !== 'imported') {
      row.given = { ...row.given, ...changes }
      row.problems = checkRow(row.given, this.#limits)
      row.state = 'ready'
      row.errorCode = ''
      row.errorMessage = ''
      this.#markDuplicates()
    }
    return this.counts()
  }

  /** Failed rows take part again as they are. */
  retryFailed(): Counts {
    for (const row of this.#rows) if (row.state === 'failed') row.state = 'ready'
    return this.counts()
  }

  async nextChunk(limit: number): Promise<Chunk> {
    const chosen: Row[] = []
    let size = 0
    for (const row of this.#rows) {
      if (chosen.length === limit || size > CHUNK_MAX_CHARACTERS) break
      if (row.state !== 'ready' || row.problems.length > 0) continue
      chosen.push(row)
      size += row.given.raw_key.length + row.given.metadata.length + row.given.scopes.length
    }
    const requests = await Promise.all(
      chosen.map(async ({ given }) => {
        const request = requestOfRow(given)
        return { ...request, request_id: await requestIdOf(request) }
      }),
    )
    for (const row of chosen) row.state = 'sent'
    return { numbers: chosen.map(({ number }) => number), requests }
  }

  settle(numbers: readonly number[], results: readonly BatchImportResult[]): Counts {
    for (const result of results) {
      const row = this.#rows[(numbers[result.index] ?? 0) - 1]
      if (row === undefined) continue
      row.state = result.imported_api_key === undefined ? 'failed' : 'imported'
      row.keyId = result.imported_api_key?.key_id ?? ''
      row.errorCode = shortCode(result.error_code ?? '')
      row.errorMessage = result.error_message ?? ''
    }
    return this.giveBack()
  }

  /** What was sent and got no answer is sent again, under the same request ids. */
  giveBack(): Counts {
    for (const row of this.#rows) if (row.state === 'sent') row.state = 'ready'
    return this.counts()
  }

  /** What became of each row, without any key. */
  resultsCsv(): string {
    const head = ['row', 'name', 'actor_id', 'result', 'key_id', 'code', 'message']
    return csvText([
      head,
      ...this.#rows.map((row) => {
        const codes = row.problems.map(({ field, code }) => `${field}: ${code}`).join('; ')
        const result = row.state === 'imported' || row.state === 'failed' ? row.state : 'not imported'
        const { name, actor_id: actor } = row.given
        return [String(row.number), name, actor, result, row.keyId, row.errorCode || codes, row.errorMessage]
      }),
    ])
  }

  /** The rows that were not imported, keys included, in a form that can be mended and read again. */
  failedCsv(): string {
    const rows = this.#rows.filter(({ state, problems }) => state === 'failed' || (state === 'ready' && problems.length > 0))
    const used = fields.filter((field) => rows.some(({ given }) => given[field] !== ''))
    return csvText([
      [...used, ...failureColumns],
      ...rows.map(({ given, problems, errorCode, errorMessage }) => [
        ...used.map((field) => given[field]),
        errorCode || problems.map(({ field, code }) => `${field}: ${code}`).join('; '),
        errorMessage,
      ]),
    ])
  }

  #markDuplicates(): void {
    const first = new Map<string, number>()
    for (const row of this.#rows) {
      const others = row.problems.filter(({ code }) => code !== 'duplicate')
      const key = row.given.raw_key || row.given.key_hash.toLowerCase()
      const earlier = key === '' ? undefined : first.get(key)
      if (key !== '' && earlier === undefined) first.set(key, row.number)
      const isDuplicate = earlier !== undefined && row.state !== 'imported'
      if (isDuplicate || others.length < row.problems.length) {
        row.problems = isDuplicate ? [...others, { field: 'raw_key', code: 'duplicate', detail: String(earlier) }] : others
      }
    }
  }
}

const newRow = (number: number, line: number, given: RowFields): Row => ({
  number,
  line,
  given,
  problems: [],
  state: 'ready',
  keyId: '',
  errorCode: '',
  errorMessage: '',
})

function isIn({ state, problems }: Row, filter: Exclude<RowFilter, 'all'>): boolean {
  if (filter === 'problems') return state !== 'imported' && problems.length > 0
  return state === filter
}

function viewOf({ given, ...row }: Row): RowView {
  const { raw_key: key, ...shown } = given
  return { ...row, given: shown, maskedKey: key === '' ? masked(given.key_hash) : masked(key) }
}

/** First four and last four; of a short key nothing, because that would be most of it. */
export function masked(key: string): string {
  if (key === '') return ''
  const characters = [...key]
  if (characters.length < SHOWN_AT_EACH_END * 3) return '••••'
  return `${characters.slice(0, SHOWN_AT_EACH_END).join('')}…${characters.slice(-SHOWN_AT_EACH_END).join('')}`
}

/** `ALREADY_EXISTS` of `BATCH_CREATE_IMPORTED_API_KEYS_ERROR_ALREADY_EXISTS`. */
const shortCode = (code: string): string => code.replace('BATCH_CREATE_IMPORTED_API_KEYS_ERROR_', '')
