import * as v from 'valibot'

/** Addresses are read as JSON where they look like it; a name may be a number. */
const plain = v.optional(
  v.fallback(
    v.pipe(
      v.unknown(),
      v.transform((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))),
    ),
    '',
  ),
)
const list = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) =>
      (Array.isArray(value) ? value.map(String) : String(value).split(',')).map((item) => item.trim()).filter(Boolean),
    ),
  ),
)

/** What a link may fill into the form: `?name=ci&scopes=read:orders,read:users&ttl=30d`. Never what would be a secret. */
export const IssueSearch = v.object({
  name: plain,
  actor: plain,
  ttl: plain,
  scopes: list,
  quota: plain,
  window: plain,
  cidrs: list,
  visibility: plain,
  metadata: plain,
})
export type IssueSearch = v.InferOutput<typeof IssueSearch>

export const issueSearchNames = Object.keys(IssueSearch.entries) as readonly (keyof IssueSearch)[]
