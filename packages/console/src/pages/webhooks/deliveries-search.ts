import * as v from 'valibot'

/** Which deliveries are looked at. */
export const DeliveriesSearch = v.object({
  state: v.optional(v.fallback(v.picklist(['pending', 'delivered', 'dead']), 'dead')),
  cursor: v.optional(v.string()),
})
export type DeliveriesSearch = v.InferOutput<typeof DeliveriesSearch>
