import type { KeyStatus } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { KeyCondition } from '@latchkey/core/ports/key-condition'

/** Whole milliseconds, both ends included. */
export interface InstantRange {
  readonly from: number
  readonly to: number
}

/** Names from `from` on and before `to`, in the order of their UTF-8 bytes; `to` null is without an end. */
export interface NameRange {
  readonly from: string
  readonly to: string | null
  /** The one name of the range, when there is only one. */
  readonly only: string | undefined
}

/** Only keys without that instant. */
export const UNSET = 'unset'

/** All conditions of a list call folded into one slot per field, so that any combination runs through the same SQL. */
export interface KeyFilter {
  readonly actorId: string | null
  readonly status: KeyStatus | null
  readonly name: NameRange | null
  readonly expires: InstantRange | typeof UNSET | null
  readonly lastUsed: InstantRange | typeof UNSET | null
  readonly created: InstantRange
}

const ALWAYS: InstantRange = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER }
const NO_FILTER: KeyFilter = { actorId: null, status: null, name: null, expires: null, lastUsed: null, created: ALWAYS }

/** `undefined` when the conditions contradict each other, so that no key can match. */
export function foldConditions(conditions: readonly KeyCondition[], now: Instant): KeyFilter | undefined {
  let folded: KeyFilter | undefined = NO_FILTER
  for (const condition of conditions) folded = folded === undefined ? undefined : narrow(folded, condition)
  return folded && withImpliedExpiry(folded, now)
}

/** The status says something about the expiry, too: the range may be the short way to the keys. */
function withImpliedExpiry(filter: KeyFilter, now: Instant): KeyFilter | undefined {
  const { status, expires } = filter
  if (status === 'expired') return narrowSlot(filter, 'expires', { ...ALWAYS, to: now })
  if (status === null || status === 'revoked' || expires === null || expires === UNSET) return filter
  return narrowSlot(filter, 'expires', { ...ALWAYS, from: now + 1 })
}

function narrow(filter: KeyFilter, condition: KeyCondition): KeyFilter | undefined {
  switch (condition.field) {
    case 'actor_id':
      return agrees(filter.actorId, condition.equals) ? { ...filter, actorId: condition.equals } : undefined
    case 'status':
      return agrees(filter.status, condition.equals) ? { ...filter, status: condition.equals } : undefined
    case 'name':
      return narrowName(filter, condition)
    default:
      return narrowInstant(filter, condition)
  }
}

const agrees = <T>(before: T | null, wanted: T): boolean => before === null || before === wanted

type NameCondition = Extract<KeyCondition, { field: 'name' }>
type InstantCondition = Exclude<KeyCondition, { field: 'actor_id' | 'status' | 'name' }>

function narrowName(filter: KeyFilter, condition: NameCondition): KeyFilter | undefined {
  const wanted = 'equals' in condition ? exactly(condition.equals) : startingWith(condition.startsWith)
  if (filter.name === null) return { ...filter, name: wanted }
  // Two such ranges are either one inside the other or apart.
  if (contains(filter.name, wanted)) return { ...filter, name: wanted }
  return contains(wanted, filter.name) ? filter : undefined
}

// The next text after a name, in byte order, is that name with a NUL.
const exactly = (name: string): NameRange => ({ from: name, to: `${name}\u0000`, only: name })

const startingWith = (prefix: string): NameRange => ({ from: prefix, to: firstAfterPrefix(prefix), only: undefined })

/** The first text, in code-point order, that comes after everything with this prefix. */
function firstAfterPrefix(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0)
  while (points.at(-1) === 0x10ffff) points.pop()
  const last = points.pop()
  if (last === undefined) return null
  // Surrogates (U+D800 to U+DFFF) are not characters.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1)
}

function contains(outer: NameRange, inner: NameRange): boolean {
  if (outer.only !== undefined) return inner.only === outer.only
  return inner.from.startsWith(outer.from)
}

const slots = { expire_time: 'expires', last_used_time: 'lastUsed', create_time: 'created' } as const
type Slot = (typeof slots)[keyof typeof slots]

function narrowInstant(filter: KeyFilter, condition: InstantCondition): KeyFilter | undefined {
  const slot = slots[condition.field]
  if (!('isSet' in condition)) return narrowSlot(filter, slot, rangeOf(condition))
  if (condition.isSet) return narrowSlot(filter, slot, ALWAYS)
  return agrees(filter[slot], UNSET) ? { ...filter, [slot]: UNSET } : undefined
}

function narrowSlot(filter: KeyFilter, slot: Slot, wanted: InstantRange): KeyFilter | undefined {
  const before = filter[slot]
  const range = before === UNSET ? undefined : overlap(before ?? ALWAYS, wanted)
  return range && { ...filter, [slot]: range }
}

function overlap(one: InstantRange, other: InstantRange): InstantRange | undefined {
  const range = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }
  return range.from > range.to ? undefined : range
}

/** What of the range is left by one more comparison; `undefined`: nothing. */
export const narrowRange = (before: InstantRange | undefined, comparison: InstantComparison): InstantRange | undefined =>
  overlap(before ?? ALWAYS, rangeOf(comparison))

type InstantComparison = Pick<Extract<InstantCondition, { instant: Instant }>, 'comparison' | 'instant'>

function rangeOf({ comparison, instant }: InstantComparison): InstantRange {
  switch (comparison) {
    case '<':
      return { ...ALWAYS, to: instant - 1 }
    case '<=':
      return { ...ALWAYS, to: instant }
    case '=':
      return { from: instant, to: instant }
    case '>=':
      return { ...ALWAYS, from: instant }
    case '>':
      return { ...ALWAYS, from: instant + 1 }
  }
}
