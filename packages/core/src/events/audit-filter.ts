import { isComparison } from '../key/list-filter.ts'
import { parseInstant } from '../key/list-filter-instant.ts'
import { filterError } from '../key/list-filter-scanner.ts'
import { type FilterTerm, readFilterTerms } from '../key/list-filter-terms.ts'
import type { AuditCondition } from '../ports/audit-log.ts'
import { auditCallerKinds, auditEventNames, auditTargetKinds } from './audit-event-names.ts'

const FIELDS = ['actor', 'actor_kind', 'target', 'target_kind', 'event', 'time'] as const
type Term = FilterTerm<(typeof FIELDS)[number]>

/**
 * The part of AIP-160 that a list of audit events understands: comparisons joined by `AND`.
 *
 * `actor = "x"` and `target = "x"` by id · `actor_kind = account` · `target_kind = issued_api_key` · `event = api_key.revoked`
 * · `event:"api_key.*"` by prefix · `time` with `< <= = >= >` and an RFC 3339 timestamp. Nothing but spaces is no condition.
 * Throws `bad_request` naming the position.
 */
export const parseAuditFilter = (text: string): readonly AuditCondition[] =>
  Array.from(readFilterTerms(text, FIELDS), (term) => conditionOf(term))

function conditionOf(term: Term): AuditCondition {
  const { field, value } = term
  if (field === 'time') return timeCondition(term)
  if (field === 'event') return { field, anyOf: eventsMeant(term) }
  requireEquals(term)
  switch (field) {
    case 'actor_kind':
      return { field, equals: oneOf(auditCallerKinds, term) }
    case 'target_kind':
      return { field, equals: oneOf(auditTargetKinds, term) }
    default:
      return { field, equals: value.text }
  }
}

function requireEquals({ field, operator, operatorAt }: Term): void {
  if (operator !== '=') throw filterError(operatorAt, `${field} can only be compared with =`)
}

function oneOf<Name extends string>(names: readonly Name[], { value }: Term): Name {
  const found = names.find((name) => name === value.text)
  if (found === undefined) throw filterError(value.position, `expected one of ${names.join(', ')}`)
  return found
}

function eventsMeant(term: Term): readonly (typeof auditEventNames)[number][] {
  const { operator, operatorAt, value } = term
  if (operator === '=') return [oneOf(auditEventNames, term)]
  if (operator !== ':') throw filterError(operatorAt, 'event can only be compared with = and :')
  const [star] = value.starsAt
  if (star === undefined) return [oneOf(auditEventNames, term)]
  const found = auditEventNames.filter((name) => name.startsWith(value.text.slice(0, -1)))
  if (star !== value.text.length - 1) throw filterError(value.position, 'a * may only stand at the end')
  if (found.length === 0) throw filterError(value.position, 'no event has a name like this')
  return found
}

function timeCondition({ operator, operatorAt, value }: Term): AuditCondition {
  if (!isComparison(operator)) throw filterError(operatorAt, 'time can only be compared with < <= = >= >')
  const instant = parseInstant(value.text)
  if (instant === undefined) throw filterError(value.position, 'expected an RFC 3339 timestamp such as "2026-01-31T00:00:00Z"')
  return { field: 'time', comparison: operator, instant }
}
