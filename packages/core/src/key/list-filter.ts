import type { Comparison, InstantField, KeyCondition, OptionalInstantField } from '../ports/key-condition.ts'
import type { KeyStatus } from './api-key.ts'
import { parseInstant } from './list-filter-instant.ts'
import { type FilterOperator, filterError } from './list-filter-scanner.ts'
import { type FilterTerm, readFilterTerms } from './list-filter-terms.ts'

const STATUSES: ReadonlyMap<string, KeyStatus> = new Map([
  ['ACTIVE', 'active'],
  ['REVOKED', 'revoked'],
  ['EXPIRED', 'expired'],
  ['SUSPENDED', 'suspended'],
])
const STATUS_WIRE_PREFIX = 'KEY_STATUS_'
const OPTIONAL_FIELDS = ['expire_time', 'last_used_time'] as const satisfies readonly OptionalInstantField[]
const INSTANT_FIELDS = [...OPTIONAL_FIELDS, 'create_time'] as const satisfies readonly InstantField[]
const FIELDS = ['actor_id', 'status', 'name', ...INSTANT_FIELDS] as const
const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(['<', '<=', '=', '>=', '>'])

type Term = FilterTerm<(typeof FIELDS)[number]>

/**
 * The part of AIP-160 that a list of keys understands: comparisons joined by `AND`.
 *
 * `actor_id = "x"` · `status = ACTIVE` (or `KEY_STATUS_ACTIVE`) · `name = "x"` exactly, a star included · `name:"ci-*"` by
 * prefix, `name:"x"` exactly · `expire_time`, `last_used_time`, `create_time` with `< <= = >= >` and an RFC 3339 timestamp ·
 * `expire_time:*`, `last_used_time:*` for keys that have one, and `NOT expire_time:*` (or `-expire_time:*`) for those without.
 * Values may be quoted (`\\ \" \' \*` escape) or bare. Nothing but spaces is no condition.
 * Throws `bad_request` naming the position; takes time linear in the length and refuses more than 2 KiB unread.
 */
export const parseListFilter = (text: string): readonly KeyCondition[] =>
  Array.from(readFilterTerms(text, FIELDS, OPTIONAL_FIELDS), (term) => conditionOf(term))

function conditionOf(term: Term): KeyCondition {
  if (term.field === 'name') return nameCondition(term)
  if (isOptionalField(term.field) && term.operator === ':') return presenceCondition(term, term.field)
  if (term.negatedAt !== undefined) throw filterError(term.negatedAt, `only ${term.field}:* can be negated`)
  if (isInstantField(term.field)) return instantCondition(term, term.field)
  if (term.operator !== '=') throw filterError(term.operatorAt, `${term.field} can only be compared with =`)
  return term.field === 'status' ? statusCondition(term) : { field: 'actor_id', equals: term.value.text }
}

const isOptionalField = (field: string): field is OptionalInstantField => OPTIONAL_FIELDS.some((known) => known === field)
const isInstantField = (field: string): field is InstantField => INSTANT_FIELDS.some((known) => known === field)
export const isComparison = (operator: FilterOperator): operator is Comparison & FilterOperator => COMPARISONS.has(operator)

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

function presenceCondition({ negatedAt, value }: Term, field: OptionalInstantField): KeyCondition {
  if (value.text !== '*' || value.starsAt.length !== 1) throw filterError(value.position, `only a * may follow ${field}:`)
  return { field, isSet: negatedAt === undefined }
}

function instantCondition({ operator, operatorAt, value }: Term, field: InstantField): KeyCondition {
  if (!isComparison(operator)) throw filterError(operatorAt, `${field} can only be compared with < <= = >= >`)
  const instant = parseInstant(value.text)
  if (instant === undefined) throw filterError(value.position, 'expected an RFC 3339 timestamp such as "2026-01-31T00:00:00Z"')
  return { field, comparison: operator, instant }
}
