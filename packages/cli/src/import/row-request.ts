import type { HashAlgorithm, ImportApiKeyRequest, KeyVisibility } from '@latchkey/sdk'
import { UsageError } from '../exit-code.ts'
import type { JsonObject } from '../option-values.ts'

/** How the columns or members of an input become fields of an import. */
export interface RowMapping {
  /** Their name → our field. */
  readonly renamed: ReadonlyMap<string, string>
  /** Names that are no field are left out instead of refused. */
  readonly ignoreUnknown: boolean
  /** For rows that name none. */
  readonly defaultActor: string | undefined
}

export type RowRequest = { readonly request: ImportApiKeyRequest } | { readonly problem: string }

type Field = keyof typeof READERS

/** A row as a request, or the field and the rule that it breaks. Never says what the value was. */
export function requestOfRow(members: JsonObject, mapping: RowMapping): RowRequest {
  const draft: Draft = {}
  for (const [name, value] of Object.entries(members)) {
    if (value === null || value === '') continue
    const field = fieldOf(name, mapping)
    const problem = field === undefined ? problemOfUnknown(mapping) : READERS[field](value, draft)
    if (problem !== undefined) return { problem: `${field ?? JSON.stringify(name)}: ${problem}` }
  }
  return complete(draft, mapping)
}

/** What may be written down of a row that failed: known fields that do not identify the key. */
export const harmlessMembers = (members: JsonObject, mapping: RowMapping): JsonObject =>
  Object.fromEntries(
    Object.entries(members).filter(([name]) => {
      const field = fieldOf(name, mapping)
      return field !== undefined && field !== 'raw_key' && field !== 'key_hash'
    }),
  )

/** `old=name` pairs as given on the command line. */
export function parseRenames(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=')
      const field = pair.slice(at + 1)
      if (at < 1 || !Object.hasOwn(READERS, field)) {
        throw new UsageError(`--map: must be <column>=<field>, the field one of ${Object.keys(READERS).join(', ')}`)
      }
      return [pair.slice(0, at), field]
    }),
  )
}

/** What may be filled in before the request is complete. */
interface Draft {
  raw_key?: string
  key_hash?: string
  hash_algorithm?: HashAlgorithm
  name?: string
  actor_id?: string
  scopes?: string[]
  metadata?: JsonObject
  ttl?: string
  visibility?: KeyVisibility
  allowedCidrs?: string[]
  quota?: string
  window?: string
  unit?: string
  request_id?: string
}

type Reader = (value: unknown, draft: Draft) => string | undefined

const text =
  (field: 'key_hash' | 'name' | 'actor_id' | 'ttl' | 'window' | 'request_id'): Reader =>
  (value, draft) => {
    if (typeof value !== 'string') return 'must be text'
    draft[field] = value.trim()
    return undefined
  }

const list =
  (field: 'scopes' | 'allowedCidrs'): Reader =>
  (value, draft) => {
    const items: unknown = typeof value === 'string' ? value.split(/[\s,;|]+/).filter((item) => item !== '') : value
    if (!Array.isArray(items) || !items.every((item) => typeof item === 'string')) return 'must be a list of texts'
    draft[field] = items
    return undefined
  }

const readWindow = text('window')

const readQuota: Reader = (value, draft) => {
  const quota = String(value).trim()
  if (!/^\d{1,18}$/.test(quota)) return 'must be a whole number'
  draft.quota = quota
  return undefined
}

/** One entry per field that a row may have. */
const READERS = {
  raw_key: (value, draft) => {
    // Not trimmed: a blank may be part of a key.
    if (typeof value !== 'string') return 'must be text'
    draft.raw_key = value
    return undefined
  },
  key_hash: text('key_hash'),
  hash_algorithm: (value, draft) => {
    const algorithm = typeof value === 'string' ? value.trim().toLowerCase().replace('-', '') : ''
    if (algorithm !== 'sha256' && algorithm !== 'sha512') return 'must be sha256 or sha512'
    draft.hash_algorithm = algorithm
    return undefined
  },
  name: text('name'),
  actor_id: text('actor_id'),
  scopes: list('scopes'),
  metadata: (value, draft) => {
    const parsed = objectOf(value)
    if (parsed === undefined) return 'must be a JSON object'
    draft.metadata = parsed
    return undefined
  },
  ttl: text('ttl'),
  visibility: (value, draft) => {
    const visibility =
      typeof value === 'string'
        ? value
            .trim()
            .toUpperCase()
            .replace(/^KEY_VISIBILITY_/, '')
        : ''
    if (visibility !== 'SECRET' && visibility !== 'PUBLIC') return 'must be secret or public'
    draft.visibility = `KEY_VISIBILITY_${visibility}`
    return undefined
  },
  allowed_cidrs: list('allowedCidrs'),
  ip_restriction: (value, draft) => list('allowedCidrs')(objectOf(value)?.['allowed_cidrs'], draft),
  rate_limit_quota: readQuota,
  rate_limit_window: readWindow,
  rate_limit_policy: (value, draft) => {
    const policy = objectOf(value)
    if (policy === undefined) return 'must be a JSON object with quota and window'
    if (typeof policy['unit'] === 'string') draft.unit = policy['unit']
    return readQuota(policy['quota'], draft) ?? readWindow(policy['window'], draft)
  },
  request_id: text('request_id'),
} satisfies Readonly<Record<string, Reader>>

/** Other names in common use; compared without case, blanks, dashes and underscores. */
const ALIASES: Readonly<Record<string, Field>> = {
  key: 'raw_key',
  apikey: 'raw_key',
  hash: 'key_hash',
  actor: 'actor_id',
  cidrs: 'allowed_cidrs',
  quota: 'rate_limit_quota',
  window: 'rate_limit_window',
}
const FIELD_OF_NAME: ReadonlyMap<string, Field> = new Map([
  ...Object.entries(ALIASES),
  ...Object.keys(READERS).map((field) => [plain(field), field as Field] as const),
])

function fieldOf(name: string, mapping: RowMapping): Field | undefined {
  return (mapping.renamed.get(name) as Field | undefined) ?? FIELD_OF_NAME.get(plain(name))
}

const problemOfUnknown = ({ ignoreUnknown }: RowMapping): string | undefined =>
  ignoreUnknown ? undefined : 'is no field of an import; use --map or --ignore-unknown'

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '')
}

function complete(draft: Draft, mapping: RowMapping): RowRequest {
  const { name, actor_id = mapping.defaultActor, allowedCidrs, quota, window, unit, ...rest } = draft
  if ((draft.raw_key === undefined) === (draft.key_hash === undefined)) {
    return { problem: 'raw_key: exactly one of raw_key and key_hash is required' }
  }
  if (draft.key_hash !== undefined && draft.hash_algorithm === undefined)
    return { problem: 'hash_algorithm: is required with key_hash' }
  if (name === undefined) return { problem: 'name: is required' }
  if (actor_id === undefined) return { problem: 'actor_id: is required' }
  if ((quota === undefined) !== (window === undefined)) return { problem: 'rate_limit_window: quota and window belong together' }
  return {
    request: {
      name,
      actor_id,
      ...rest,
      ...(allowedCidrs === undefined ? {} : { ip_restriction: { allowed_cidrs: allowedCidrs } }),
      ...(quota === undefined || window === undefined
        ? {}
        : { rate_limit_policy: { quota, window, ...(unit === undefined ? {} : { unit }) } }),
    },
  }
}

function objectOf(value: unknown): JsonObject | undefined {
  const parsed = typeof value === 'string' ? parseJson(value) : value
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as JsonObject) : undefined
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
