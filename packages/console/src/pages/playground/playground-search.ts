import * as v from 'valibot'

export const modes = ['verify', 'batch', 'derive', 'inspect'] as const
export type Mode = (typeof modes)[number]

export const PlaygroundSearch = v.object({ mode: v.optional(v.fallback(v.picklist(modes), 'verify')) })
export type PlaygroundSearch = v.InferOutput<typeof PlaygroundSearch>
