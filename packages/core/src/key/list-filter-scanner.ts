import { DomainError } from '../errors/domain-error.ts'

/** A value of a filter after its escapes are resolved. */
export interface FilterValue {
  readonly text: string
  /** Where in `text` an unescaped `*` stands. */
  readonly starsAt: readonly number[]
  /** Where the value starts in the filter. */
  readonly position: number
}

const OPERATORS = ['<=', '>=', '!=', '<', '>', '=', ':'] as const
export type FilterOperator = (typeof OPERATORS)[number]

/** Refuses the filter and says where. Never repeats what was sent. */
export const filterError = (position: number, rule: string): DomainError =>
  new DomainError('bad_request', {
    reason: `filter: at position ${position}: ${rule}`,
    metadata: { field: 'filter', position: String(position) },
  })

/** Reads the tokens of a filter from left to right, each character once. Positions count UTF-16 units from 0. */
export class FilterScanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get position(): number {
    return this.#at
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  /** Whether there was any. */
  skipSpaces(): boolean {
    const start = this.#at
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++
    return this.#at > start
  }

  /** A field name or keyword: letters and underscores; empty when something else comes. */
  readWord(): string {
    const start = this.#at
    while (isWordCharacter(this.#text.charCodeAt(this.#at))) this.#at++
    return this.#text.slice(start, this.#at)
  }

  /** Whether there was one: `-`, or `NOT` with spaces behind it. */
  skipNegation(): boolean {
    if (this.#text[this.#at] === '-') {
      this.#at++
      return true
    }
    if (!this.#text.startsWith('NOT', this.#at) || !isSpace(this.#text.charCodeAt(this.#at + 3))) return false
    this.#at += 3
    return this.skipSpaces()
  }

  readOperator(): FilterOperator {
    const operator = OPERATORS.find((candidate) => this.#text.startsWith(candidate, this.#at))
    if (operator === undefined) throw filterError(this.#at, 'expected a comparison (= : < <= > >=)')
    this.#at += operator.length
    return operator
  }

  /** A quoted string, or a bare word up to the next space. */
  readValue(): FilterValue {
    const position = this.#at
    const quote = this.#text[position]
    const isQuoted = quote === '"' || quote === "'"
    const characters = isQuoted ? this.#readQuoted(quote) : this.#readBare()
    return { ...characters, position }
  }

  #readBare(): Omit<FilterValue, 'position'> {
    const start = this.#at
    while (!this.isAtEnd && isBareCharacter(this.#text.charCodeAt(this.#at))) this.#at++
    if (this.#at === start) throw filterError(start, 'expected a value')
    const text = this.#text.slice(start, this.#at)
    return { text, starsAt: starsIn(text) }
  }

  #readQuoted(quote: string): Omit<FilterValue, 'position'> {
    const openedAt = this.#at
    const starsAt: number[] = []
    let text = ''
    for (this.#at++; !this.isAtEnd; this.#at++) {
      const character = this.#text.charAt(this.#at)
      if (character === quote) {
        this.#at++
        return { text, starsAt }
      }
      if (character === '*') starsAt.push(text.length)
      text += character === '\\' ? this.#readEscape() : this.#literal(character)
    }
    throw filterError(openedAt, 'the quoted value has no end')
  }

  #readEscape(): string {
    this.#at++
    const character = this.#text.charAt(this.#at)
    if (character === '' || !`\\"'*`.includes(character)) throw filterError(this.#at, 'only \\\\ \\" \\\' and \\* may be escaped')
    return character
  }

  #literal(character: string): string {
    // Control characters are in no name, and databases disagree about them.
    if (isControl(character.charCodeAt(0))) throw filterError(this.#at, 'control characters are not allowed')
    return character
  }
}

function starsIn(text: string): number[] {
  const starsAt: number[] = []
  for (let at = text.indexOf('*'); at !== -1; at = text.indexOf('*', at + 1)) starsAt.push(at)
  return starsAt
}

const isControl = (code: number): boolean => code < 0x20 || code === 0x7f
const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d)
const isWordCharacter = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f

/** What AIP-160 gives a meaning of its own ends a bare word. */
const isBareCharacter = (code: number): boolean =>
  !isSpace(code) && !isControl(code) && !'"\'()<>=!,\\'.includes(String.fromCharCode(code))
