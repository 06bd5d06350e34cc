import * as v from 'valibot'

const text = v.optional(v.fallback(v.optional(v.string()), undefined))

/** What the address of the figures says. */
export const UsageSearch = v.object({
  range: v.optional(v.fallback(v.picklist(['1h', '24h', '7d', '30d', 'custom']), '24h')),
  /** RFC 3339; with `range=custom`. */
  from: text,
  to: text,
  /** Each outcome by itself. */
  codes: v.optional(v.fallback(v.boolean(), false)),
  view: v.optional(v.fallback(v.picklist(['chart', 'table']), 'chart')),
  /** Only one key, or one actor. */
  key: text,
  actor: text,
})
export type UsageSearch = v.InferOutput<typeof UsageSearch>
