import { UnreadableFile } from './file-problem.ts'

export interface DelimitedRecord {
  readonly cells: readonly string[]
  /** Where it begins in the file, from 1. */
  readonly line: number
}

export type Delimiter = ',' | ';' | '\t' | '|'
const delimiters: readonly Delimiter[] = [',', ';', '\t', '|']

/** The one that the first line has most of, outside of quotes. */
export function sniffDelimiter(text: string): Delimiter {
  const counts = new Map<string, number>()
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r')) break
    else if (!quoted) counts.set(character, (counts.get(character) ?? 0) + 1)
  }
  return delimiters.reduce((best, next) => ((counts.get(next) ?? 0) > (counts.get(best) ?? 0) ? next : best))
}

const QUOTE = '"'

/** RFC 4180 with any delimiter and any end of line; a quote within an unquoted cell is a character. Empty lines are no records. */
export function readDelimited(text: string, delimiter: Delimiter): readonly DelimitedRecord[] {
  const records: DelimitedRecord[] = []
  let cells: string[] = []
  let at = 0
  let line = 1
  let begun = 1
  while (at < text.length) {
    const cell = cellAt(text, at, { line, delimiter })
    cells.push(cell.value)
    line += cell.lines
    at = cell.end
    if (text[at] === delimiter) {
      at += 1
      if (at < text.length) continue
      cells.push('')
    }
    if (cells.length > 1 || cells[0] !== '') records.push({ cells, line: begun })
    cells = []
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1
    at += 1
    line += 1
    begun = line
  }
  return records
}

function plainCell(text: string, start: number, delimiter: Delimiter) {
  let end = start
  for (; end < text.length; end += 1) {
    const character = text[end]
    if (character === delimiter || character === '\n' || character === '\r') break
  }
  return { value: text.slice(start, end), end, lines: 0 }
}

function cellAt(text: string, start: number, { line, delimiter }: { readonly line: number; readonly delimiter: Delimiter }) {
  if (text[start] !== QUOTE) return plainCell(text, start, delimiter)
  const quoted = quotedCell(text, start, line)
  const rest = plainCell(text, quoted.end, delimiter)
  return { ...quoted, value: quoted.value + rest.value, end: rest.end }
}

/** Begins at the opening quote. */
function quotedCell(text: string, start: number, line: number) {
  let value = ''
  let from = start + 1
  for (;;) {
    const quote = text.indexOf(QUOTE, from)
    if (quote === -1) throw new UnreadableFile('unclosed_quote', line)
    value += text.slice(from, quote)
    if (text[quote + 1] !== QUOTE) return { value, end: quote + 1, lines: countLines(value) }
    value += QUOTE
    from = quote + 2
  }
}

const countLines = (text: string): number => text.split(/\r\n|\n|\r/).length - 1
