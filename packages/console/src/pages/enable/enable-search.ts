import * as v from 'valibot'

export const EnableSearch = v.object({ next: v.optional(v.string()) })
export type EnableSearch = v.InferOutput<typeof EnableSearch>
