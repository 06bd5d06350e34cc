/** What a row of a file can say of a key, as text: what is not there is empty. Lists and objects are JSON where they came as such. */
export const fields = [
  'raw_key',
  'key_hash',
  'hash_algorithm',
  'name',
  'actor_id',
  'scopes',
  'ttl',
  'visibility',
  'metadata',
  'allowed_cidrs',
  'quota',
  'window',
] as const
export type Field = (typeof fields)[number]
export type RowFields = Readonly<Record<Field, string>>

/** Other names that exports of other products have for the same thing; letters and digits only. */
const aliases: Readonly<Record<Field, readonly string[]>> = {
  raw_key: ['rawkey', 'key', 'apikey', 'secret', 'token', 'credential', 'value'],
  key_hash: ['keyhash', 'hash', 'digest'],
  hash_algorithm: ['hashalgorithm', 'algorithm', 'hashalg'],
  name: ['name', 'keyname', 'label', 'title', 'displayname'],
  actor_id: ['actorid', 'actor', 'owner', 'ownerid', 'user', 'userid', 'customer', 'customerid', 'client', 'clientid', 'subject'],
  scopes: ['scopes', 'scope', 'permissions'],
  ttl: ['ttl', 'lifetime', 'expiresin', 'validfor'],
  visibility: ['visibility'],
  metadata: ['metadata', 'meta', 'attributes'],
  allowed_cidrs: ['allowedcidrs', 'cidrs', 'allowedips', 'ips', 'allowlist'],
  quota: ['quota', 'ratelimitquota', 'ratelimit', 'limit'],
  window: ['window', 'ratelimitwindow', 'interval'],
}

/** The field of each heading; each field is taken once, by its best name. `undefined`: a column that is left out. */
export function mapHeadings(headings: readonly string[]): readonly (Field | undefined)[] {
  const names = headings.map((heading) => heading.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
  const mapped: (Field | undefined)[] = headings.map(() => undefined)
  for (const field of fields) {
    const column = aliases[field].map((alias) => names.indexOf(alias)).find((at) => at !== -1 && mapped[at] === undefined)
    if (column !== undefined) mapped[column] = field
  }
  return mapped
}

const NOTHING = Object.fromEntries(fields.map((field) => [field, ''])) as RowFields

export const rowOf = (given: Partial<Record<Field, string>>): RowFields => ({ ...NOTHING, ...given })

/** `read:a write:b`, `read:a, write:b`, `a;b`, or a JSON list. */
export function listOf(text: string): readonly string[] {
  const trimmed = text.trim()
  if (trimmed.startsWith('[')) {
    try {
      const value: unknown = JSON.parse(trimmed)
      if (Array.isArray(value)) return value.map(String)
    } catch {
      // Taken as it stands: the check that follows says what is wrong with it.
    }
  }
  return trimmed.split(/[\s,;|]+/).filter((part) => part !== '')
}
