import { type FilterOperator, FilterScanner, type FilterValue, filterError } from './list-filter-scanner.ts'

/** UTF-8 bytes. */
const LIST_FILTER_MAX_BYTES = 2048
const LIST_FILTER_MAX_TERMS = 16

/** One comparison of a filter, with the positions that an error names. */
export interface FilterTerm<Field extends string = string> {
  /** Where `NOT` or `-` stands before it. */
  readonly negatedAt: number | undefined
  readonly field: Field
  readonly fieldAt: number
  readonly operator: FilterOperator
  readonly operatorAt: number
  readonly value: FilterValue
}

/**
 * The comparisons of an AIP-160 expression, joined by `AND`, one after another; only those of a field in `negatable` may be
 * negated. Throws `bad_request` naming the position; takes time linear in the length and refuses more than 2 KiB unread.
 */
export function* readFilterTerms<Field extends string>(
  text: string,
  fields: readonly Field[],
  negatable: readonly NoInfer<Field>[] = [],
): Generator<FilterTerm<Field>> {
  if (text.length > LIST_FILTER_MAX_BYTES || Buffer.byteLength(text) > LIST_FILTER_MAX_BYTES) {
    throw filterError(0, `longer than ${LIST_FILTER_MAX_BYTES} bytes`)
  }
  if (!text.isWellFormed()) throw filterError(0, 'not well-formed Unicode')
  const scanner = new FilterScanner(text)
  scanner.skipSpaces()
  for (let count = 0; !scanner.isAtEnd; count++) {
    if (count === LIST_FILTER_MAX_TERMS) throw filterError(scanner.position, `more than ${LIST_FILTER_MAX_TERMS} terms`)
    if (count > 0) readAnd(scanner)
    yield readTerm(scanner, fields, negatable)
    requireSpaceOrEnd(scanner)
  }
}

function readAnd(scanner: FilterScanner): void {
  const position = scanner.position
  if (scanner.readWord() !== 'AND') throw filterError(position, 'expected AND; OR and parentheses are not supported')
  if (!scanner.skipSpaces()) throw filterError(scanner.position, 'expected a space and a term after AND')
}

function readTerm<Field extends string>(
  scanner: FilterScanner,
  fields: readonly Field[],
  negatable: readonly Field[],
): FilterTerm<Field> {
  const startsAt = scanner.position
  const isNegated = negatable.length > 0 && scanner.skipNegation()
  const fieldAt = scanner.position
  const word = scanner.readWord()
  const field = fields.find((known) => known === word)
  if (field === undefined) throw filterError(fieldAt, unknownFieldRule(word, fields))
  if (isNegated && !negatable.includes(field)) throw filterError(startsAt, `only ${negatable.join(' and ')} can be negated`)
  scanner.skipSpaces()
  const operatorAt = scanner.position
  const operator = scanner.readOperator()
  scanner.skipSpaces()
  return { negatedAt: isNegated ? startsAt : undefined, field, fieldAt, operator, operatorAt, value: scanner.readValue() }
}

function requireSpaceOrEnd(scanner: FilterScanner): void {
  if (!scanner.skipSpaces() && !scanner.isAtEnd) throw filterError(scanner.position, 'expected a space or the end')
}

const unknownFieldRule = (word: string, fields: readonly string[]): string =>
  word === 'NOT' || word === 'OR' || word === 'AND' ? `expected a field, not ${word}` : `expected one of ${fields.join(', ')}`
