import { UsageError } from '../exit-code.ts'
import { readCsv } from './csv.ts'
import { splitJsonArray } from './json-array.ts'

export const rowFormats = ['json', 'jsonl', 'csv'] as const
export type RowFormat = (typeof rowFormats)[number]

/** One row of the input: its members, or why it could not be read. */
export interface SourceRow {
  /** From 1; the header of a CSV does not count. */
  readonly row: number
  /** Where it begins in the input, from 1. */
  readonly line: number
  readonly members: Readonly<Record<string, unknown>> | undefined
  readonly problem: string | undefined
}

/** Longer rows are no keys: the server takes 16 KiB for a key and 4 KiB of metadata. */
export const ROW_MAX_CHARACTERS = 256 * 1024

/** Rows one by one, however long the input is. A row that cannot be read does not stop the others where that is possible. */
export async function* readRows(pieces: AsyncIterable<string>, format: RowFormat): AsyncGenerator<SourceRow, void, undefined> {
  let row = 0
  for await (const { line, members, problem } of READERS[format](pieces)) {
    row += 1
    yield { row, line, members, problem }
  }
}

/** By the name's ending; `undefined` when it says nothing. */
export function formatOfFile(file: string): RowFormat | undefined {
  if (/\.(jsonl|ndjson)$/i.test(file)) return 'jsonl'
  if (/\.json$/i.test(file)) return 'json'
  return /\.(csv|tsv)$/i.test(file) ? 'csv' : undefined
}

/** By the first character that is not blank. */
export function formatOfText(head: string): RowFormat {
  const first = head.trimStart()[0]
  if (first === '[') return 'json'
  return first === '{' ? 'jsonl' : 'csv'
}

type UnnumberedRow = Omit<SourceRow, 'row'>

const READERS: Readonly<Record<RowFormat, (pieces: AsyncIterable<string>) => AsyncGenerator<UnnumberedRow>>> = {
  json: readJsonRows,
  jsonl: readJsonLines,
  csv: readCsvRows,
}

async function* readJsonRows(pieces: AsyncIterable<string>): AsyncGenerator<UnnumberedRow> {
  for await (const { text, line } of splitJsonArray(pieces, ROW_MAX_CHARACTERS)) yield parseRow(text, line)
}

async function* readJsonLines(pieces: AsyncIterable<string>): AsyncGenerator<UnnumberedRow> {
  let line = 0
  for await (const text of splitLines(pieces)) {
    line += 1
    if (text.trim() !== '') yield parseRow(text, line)
  }
}

async function* readCsvRows(pieces: AsyncIterable<string>): AsyncGenerator<UnnumberedRow> {
  let header: readonly string[] | undefined
  for await (const { cells, line } of readCsv(pieces, { recordMaxCharacters: ROW_MAX_CHARACTERS })) {
    if (header === undefined) header = checkedHeader(cells)
    else yield rowOfCells(header, cells, line)
  }
  if (header === undefined) throw new UsageError('--file: is empty; a CSV begins with a header')
}

function checkedHeader(cells: readonly string[]): readonly string[] {
  const header = cells.map((cell) => cell.trim())
  const repeated = header.find((name, index) => header.indexOf(name) !== index)
  if (repeated !== undefined) throw new UsageError(`line 1: the column ${JSON.stringify(repeated)} appears twice`)
  return header
}

function rowOfCells(header: readonly string[], cells: readonly string[], line: number): UnnumberedRow {
  if (cells.length !== header.length) {
    return { line, members: undefined, problem: `has ${cells.length} cells where the header has ${header.length}` }
  }
  return { line, members: Object.fromEntries(header.map((name, index) => [name, cells[index]])), problem: undefined }
}

/** Says nothing of the text itself: it holds keys. */
function parseRow(text: string, line: number): UnnumberedRow {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { line, members: value as Readonly<Record<string, unknown>>, problem: undefined }
    }
    return { line, members: undefined, problem: 'is not a JSON object' }
  } catch {
    return { line, members: undefined, problem: 'is not valid JSON' }
  }
}

async function* splitLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > ROW_MAX_CHARACTERS) throw new UsageError('A line of the input is too long to be a row')
    yield* lines
  }
  if (rest !== '') yield rest
}
