import * as v from 'valibot'

export const keyTabs = ['overview', 'usage', 'limits', 'tokens', 'activity', 'code'] as const
export type KeyTab = (typeof keyTabs)[number]

export const usageRanges = ['1h', '24h', '7d', '30d'] as const
export type UsageRange = (typeof usageRanges)[number]

/** What the address of a key says: which view of it, and which question is open over it. */
export const KeyDetailSearch = v.object({
  tab: v.fallback(v.optional(v.picklist(keyTabs), 'overview'), 'overview'),
  range: v.fallback(v.optional(v.picklist(usageRanges)), undefined),
  do: v.fallback(v.optional(v.picklist(['rotate', 'revoke', 'suspend', 'delete'])), undefined),
})
export type KeyDetailSearch = v.InferOutput<typeof KeyDetailSearch>
