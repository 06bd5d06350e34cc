import * as v from 'valibot'

const text = v.optional(v.fallback(v.optional(v.string()), undefined))

/** What the address of the log says. */
export const AuditSearch = v.object({
  /** Id of who did it. */
  actor: text,
  /** Id of what it was done to. */
  target: text,
  /** A name such as `api_key.revoked`, or all of a kind: `api_key.*`. */
  event: text,
  /** RFC 3339; `from` is meant, `to` no longer is. */
  from: text,
  to: text,
  cursor: text,
  size: v.optional(v.fallback(v.picklist([25, 50, 100, 200]), 50)),
  /** Id of the event whose details are shown. */
  open: text,
  /** The cursor of the address is no longer understood, and the first page is shown instead. */
  stale: v.optional(v.fallback(v.boolean(), false)),
})
export type AuditSearch = v.InferOutput<typeof AuditSearch>
