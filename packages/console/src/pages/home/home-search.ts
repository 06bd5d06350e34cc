import * as v from 'valibot'

/** `checklist=show` brings the first steps back. */
export const HomeSearch = v.object({ checklist: v.optional(v.fallback(v.optional(v.literal('show')), undefined)) })
export type HomeSearch = v.InferOutput<typeof HomeSearch>
