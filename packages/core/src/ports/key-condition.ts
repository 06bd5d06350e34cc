import type { KeyStatus } from '../key/api-key.ts'
import type { Instant } from './clock.ts'

export type InstantField = 'expire_time' | 'last_used_time' | 'create_time'
/** The instants that a key may be without. */
export type OptionalInstantField = Exclude<InstantField, 'create_time'>
export type Comparison = '<' | '<=' | '=' | '>=' | '>'

/** One term of a list filter, already checked: a closed set, so that a store maps each to fixed SQL and bound values. */
export type KeyCondition =
  | { readonly field: 'actor_id'; readonly equals: string }
  | { readonly field: 'status'; readonly equals: KeyStatus }
  | { readonly field: 'name'; readonly equals: string }
  | { readonly field: 'name'; readonly startsWith: string }
  /** A key without that instant matches no comparison. */
  | { readonly field: InstantField; readonly comparison: Comparison; readonly instant: Instant }
  | { readonly field: OptionalInstantField; readonly isSet: boolean }
