import { UsageError } from '../exit-code.ts'

/** One record of a CSV document. */
export interface CsvRecord {
  readonly cells: readonly string[]
  /** Where it begins; the first line is 1. */
  readonly line: number
}

export interface CsvOptions {
  /** Found out from the first line when absent: a comma, a semicolon or a tab. */
  readonly delimiter?: string | undefined
  /** A longer record is refused, so that a missing quote cannot swallow the document. */
  readonly recordMaxCharacters: number
}

const DELIMITERS = [',', ';', '\t'] as const
const SNIFFED_CHARACTERS = 64 * 1024
const BYTE_ORDER_MARK = '\uFEFF'

/**
 * Reads CSV (RFC 4180) piece by piece: quoted cells may hold delimiters, doubled quotes and line breaks; lines end with
 * LF, CRLF or CR; a byte-order mark and empty lines are skipped. Throws `UsageError`, naming the line, for a quote inside a
 * bare cell, text after a closing quote, a quote that is never closed and a record that is too long.
 */
export async function* readCsv(pieces: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<CsvRecord, void, undefined> {
  const source = pieces[Symbol.asyncIterator]()
  const head = await readHead(source)
  const reader = new CsvReader(options.delimiter ?? sniffDelimiter(head), options.recordMaxCharacters)
  yield* reader.read(head)
  for (let next = await source.next(); next.done !== true; next = await source.next()) yield* reader.read(next.value)
  yield* reader.finish()
}

/** At least the first line, when there is one. */
async function readHead(source: AsyncIterator<string>): Promise<string> {
  let head = ''
  while (head.length < SNIFFED_CHARACTERS && !/[\r\n]/.test(head)) {
    const next = await source.next()
    if (next.done === true) break
    head += next.value
  }
  return head.startsWith(BYTE_ORDER_MARK) ? head.slice(BYTE_ORDER_MARK.length) : head
}

/** The delimiter that the first line has most of, outside of quotes. */
export function sniffDelimiter(head: string): string {
  const firstLine = /^[^\r\n]*/.exec(head)?.[0] ?? ''
  const bare = firstLine.replace(/"(?:[^"]|"")*"/g, '')
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length - 1)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Where the reader stands: before a cell, inside a bare or a quoted one, or behind a quote that may have closed it. */
type Place = 'start' | 'bare' | 'quoted' | 'quote'

class CsvReader {
  readonly #delimiter: string
  readonly #recordMaxCharacters: number
  #place: Place = 'start'
  #cells: string[] = []
  #cell = ''
  #recordCharacters = 0
  #line = 1
  #recordLine = 1
  #previous = ''

  constructor(delimiter: string, recordMaxCharacters: number) {
    this.#delimiter = delimiter
    this.#recordMaxCharacters = recordMaxCharacters
  }

  *read(text: string): Generator<CsvRecord, void, undefined> {
    for (const character of text) {
      const record = this.#step(character)
      this.#previous = character
      if (record !== undefined) yield record
    }
  }

  *finish(): Generator<CsvRecord, void, undefined> {
    if (this.#place === 'quoted') throw this.#fault('a quote is never closed')
    const record = this.#endRecord()
    if (record !== undefined) yield record
  }

  #step(character: string): CsvRecord | undefined {
    this.#recordCharacters += 1
    if (this.#recordCharacters > this.#recordMaxCharacters) throw this.#fault('the record is too long; is a quote missing?')
    const isLineFeedOfPair = character === '\n' && this.#previous === '\r'
    if ((character === '\r' || character === '\n') && !isLineFeedOfPair) this.#line += 1
    if (this.#place === 'quoted') return this.#stepInsideQuotes(character)
    if (character === this.#delimiter) return this.#endCell()
    if (isLineFeedOfPair) return undefined
    if (character === '\r' || character === '\n') return this.#endRecord()
    return this.#stepInsideLine(character)
  }

  #stepInsideQuotes(character: string): undefined {
    if (character === '"') this.#place = 'quote'
    else this.#cell += character
  }

  #stepInsideLine(character: string): undefined {
    if (this.#place === 'quote') {
      if (character !== '"') throw this.#fault('text after a closing quote')
      this.#cell += '"'
      this.#place = 'quoted'
    } else if (character === '"') {
      if (this.#place === 'bare') throw this.#fault('a quote inside a cell that is not quoted')
      this.#place = 'quoted'
    } else {
      this.#cell += character
      this.#place = 'bare'
    }
  }

  #endCell(): undefined {
    this.#cells.push(this.#cell)
    this.#cell = ''
    this.#place = 'start'
  }

  #endRecord(): CsvRecord | undefined {
    const isEmptyLine = this.#cells.length === 0 && this.#place === 'start'
    if (!isEmptyLine) this.#endCell()
    const record = { cells: this.#cells, line: this.#recordLine }
    this.#cells = []
    this.#recordCharacters = 0
    this.#recordLine = this.#line
    return isEmptyLine ? undefined : record
  }

  #fault(what: string): UsageError {
    return new UsageError(`line ${this.#recordLine}: ${what}`)
  }
}
