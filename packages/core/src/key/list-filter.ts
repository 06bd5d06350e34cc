import type { Comparison, InstantField, KeyCondition } from '../ports/key-condition.ts'
import type { KeyStatus } from './api-key.ts'
import { parseInstant } from './list-filter-instant.ts'
import { type FilterOperator, FilterScanner, type FilterValue, filterError } from './list-filter-scanner.ts'

/** UTF-8 bytes. */
export const LIST_FILTER_MAX_BYTES = 2048
export const LIST_FILTER_MAX_TERMS = 16

const STATUSES: ReadonlyMap<string, KeyStatus> = new Map([
  ['ACTIVE', 'active'],
  ['REVOKED', 'revoked'],
  ['EXPIRED', 'expired'],
  ['SUSPENDED', 'suspended'],
])
const STATUS_WIRE_PREFIX = 'KEY_STATUS_'
const INSTANT_FIELDS: ReadonlySet<string> = new Set<InstantField>(['expire_time', 'last_used_time', 'create_time'])
const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(['<', '<=', '=', '>=', '>'])

interface Term {
  readonly field: string
  readonly fieldAt: number
  readonly operator: FilterOperator
  readonly operatorAt: number
  readonly value: FilterValue
}

/**
 * The part of AIP-160 that a list of keys understands: comparisons joined by `AND`.
 *
 * `actor_id = "x"` · `status = ACTIVE` (or `KEY_STATUS_ACTIVE`) · `name = "x"` exactly, a star included · `name:"ci-*"` by
 * prefix, `name:"x"` exactly · `expire_time`, `last_used_time`, `create_time` with `< <= = >= >` and an RFC 3339 timestamp.
 * Values may be quoted (`\\ \" \' \*` escape) or bare. Nothing but spaces is no condition.
 * Throws `bad_request` naming the position; takes time linear in the length and refuses more than 2 KiB unread.
 */
export function parseListFilter(text: string): readonly KeyCondition[] {
  if (text.length > LIST_FILTER_MAX_BYTES || Buffer.byteLength(text) > LIST_FILTER_MAX_BYTES) {
    throw filterError(0, `longer than ${LIST_FILTER_MAX_BYTES} bytes`)
  }
  if (!text.isWellFormed()) throw filterError(0, 'not well-formed Unicode')
  const scanner = new FilterScanner(text)
  const conditions: KeyCondition[] = []
  scanner.skipSpaces()
  while (!scanner.isAtEnd) {
    if (conditions.length === LIST_FILTER_MAX_TERMS)
      throw filterError(scanner.position, `more than ${LIST_FILTER_MAX_TERMS} terms`)
    if (conditions.length > 0) readAnd(scanner)
    conditions.push(conditionOf(readTerm(scanner)))
    requireSpaceOrEnd(scanner)
  }
  return conditions
}

function readAnd(scanner: FilterScanner): void {
  const position = scanner.position
  if (scanner.readWord() !== 'AND') throw filterError(position, 'expected AND; OR, NOT and parentheses are not supported')
  if (!scanner.skipSpaces()) throw filterError(scanner.position, 'expected a space and a term after AND')
}

function readTerm(scanner: FilterScanner): Term {
  const fieldAt = scanner.position
  const field = scanner.readWord()
  if (!isField(field)) throw filterError(fieldAt, unknownFieldRule(field))
  scanner.skipSpaces()
  const operatorAt = scanner.position
  const operator = scanner.readOperator()
  scanner.skipSpaces()
  return { field, fieldAt, operator, operatorAt, value: scanner.readValue() }
}

function requireSpaceOrEnd(scanner: FilterScanner): void {
  if (!scanner.skipSpaces() && !scanner.isAtEnd) throw filterError(scanner.position, 'expected a space or the end')
}

const isField = (field: string): boolean =>
  field === 'actor_id' || field === 'status' || field === 'name' || INSTANT_FIELDS.has(field)

const unknownFieldRule = (word: string): string =>
  word === 'NOT' || word === 'OR' || word === 'AND'
    ? `expected a field, not ${word}`
    : 'expected one of actor_id, status, name, expire_time, last_used_time, create_time'

function conditionOf(term: Term): KeyCondition {
  if (term.field === 'name') return nameCondition(term)
  if (isInstantField(term.field)) return instantCondition(term, term.field)
  if (term.operator !== '=') throw filterError(term.operatorAt, `${term.field} can only be compared with =`)
  return term.field === 'status' ? statusCondition(term) : { field: 'actor_id', equals: term.value.text }
}

const isInstantField = (field: string): field is InstantField => INSTANT_FIELDS.has(field)
const isComparison = (operator: string): operator is Comparison => COMPARISONS.has(operator)

function nameCondition({ operator, operatorAt, value }: Term): KeyCondition {
  if (operator === '=') return { field: 'name', equals: value.text }
  if (operator !== ':') throw filterError(operatorAt, 'name can only be compared with = and :')
  const [star] = value.starsAt
  if (star === undefined) return { field: 'name', equals: value.text }
  if (star !== value.text.length - 1) throw filterError(value.position, 'a * may only stand at the end; write \\* for a star')
  return { field: 'name', startsWith: value.text.slice(0, -1) }
}

function statusCondition({ value }: Term): KeyCondition {
  const name = value.text.startsWith(STATUS_WIRE_PREFIX) ? value.text.slice(STATUS_WIRE_PREFIX.length) : value.text
  const status = STATUSES.get(name)
  if (status === undefined) throw filterError(value.position, `expected one of ${[...STATUSES.keys()].join(', ')}`)
  return { field: 'status', equals: status }
}

function instantCondition({ operator, operatorAt, value }: Term, field: InstantField): KeyCondition {
  if (!isComparison(operator)) throw filterError(operatorAt, `${field} can only be compared with < <= = >= >`)
  const instant = parseInstant(value.text)
  if (instant === undefined) throw filterError(value.position, 'expected an RFC 3339 timestamp such as "2026-01-31T00:00:00Z"')
  return { field, comparison: operator, instant }
}
