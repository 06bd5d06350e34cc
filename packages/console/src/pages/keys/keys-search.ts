import * as v from 'valibot'

/** An address written by hand may hold `?actor=42`, which reads as a number. */
const text = v.fallback(v.optional(v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))), undefined)

export const keyOrigins = ['issued', 'imported'] as const
export type KeyOrigin = (typeof keyOrigins)[number]

export const keyViews = ['active', 'expiring', 'never-expires', 'unused', 'never-used', 'revoked'] as const
export type KeyView = (typeof keyViews)[number]

export const keyStatuses = ['ACTIVE', 'SUSPENDED', 'EXPIRED', 'REVOKED'] as const
export type StatusFilter = (typeof keyStatuses)[number]

export const pageSizes = [25, 50, 100, 200] as const
export const DEFAULT_PAGE_SIZE = 50

/** What the address of the list says: the same address shows the same keys to everybody who may see them. */
export const KeysSearch = v.object({
  tab: v.fallback(v.optional(v.picklist(keyOrigins)), undefined),
  view: v.fallback(v.optional(v.picklist(keyViews)), undefined),
  status: v.fallback(v.optional(v.picklist(keyStatuses)), undefined),
  actor: text,
  /** How the name begins. */
  q: text,
  cursor: text,
  /** How many pages come before and with this one; only said, never computed with. */
  page: v.fallback(v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))), undefined),
  /** The instant that "in 7 days" counts from, so that a cursor fits the filter it was made for. */
  at: v.fallback(v.optional(v.pipe(v.string(), v.isoTimestamp())), undefined),
  size: v.fallback(v.optional(v.picklist(pageSizes)), undefined),
  /** Columns, by comma. */
  cols: text,
})
export type KeysSearch = v.InferOutput<typeof KeysSearch>
