import { canonicalCidr } from '../verify/ip-restriction.ts'
import { isNumericDate } from './numeric-date.ts'

/** What a holder may add to a token, offline. Each member only narrows. */
export interface HolderCaveat {
  /** Whole seconds since the Unix epoch: from then on the token is no longer good. */
  readonly exp?: number
  /** Whole seconds since the Unix epoch: before then the token is not yet good. */
  readonly nbf?: number
  /** Scopes to keep; those that the token does not cover are not gained. */
  readonly scp?: readonly string[]
  /** CIDR ranges that the caller must be in, besides those of the token. Not empty. */
  readonly acl?: readonly string[]
}

const LIST_MAX_LENGTH = 256

const memberChecks: Readonly<Record<keyof HolderCaveat, (value: unknown) => boolean>> = {
  exp: isNumericDate,
  nbf: isNumericDate,
  scp: (value) => isListOf(value, (item) => typeof item === 'string'),
  acl: (value) => isListOf(value, isCidr) && Array.isArray(value) && value.length > 0,
}

/** `undefined` unless there is at least one member, and only members that we know and can apply. */
export function readHolderCaveat(json: Readonly<Record<string, unknown>>): HolderCaveat | undefined {
  const members = Object.entries(json)
  const isKnown = members.every(
    ([name, value]) => Object.hasOwn(memberChecks, name) && memberChecks[name as keyof HolderCaveat](value),
  )
  return members.length > 0 && isKnown ? (json as HolderCaveat) : undefined
}

const isListOf = (value: unknown, holds: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= LIST_MAX_LENGTH && value.every(holds)

const isCidr = (value: unknown): boolean => typeof value === 'string' && canonicalCidr(value) !== undefined
