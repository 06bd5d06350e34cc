import { parseTtlMs, parseWindowMs } from '@latchkey/core/key/duration'
import { canonicalCidr } from '@latchkey/core/verify/ip-restriction'
import { readCredential } from '../../../key-text/read-credential.ts'
import { type Field, listOf, type RowFields } from './fields.ts'

/** What is wrong with a row before anybody is asked. `detail` is the part of the value that is wrong, never of a key. */
export interface RowProblem {
  readonly field: Field
  readonly code: ProblemCode
  readonly detail?: string
}

export type ProblemCode =
  | 'missing'
  | 'too_long'
  | 'duplicate'
  | 'key_and_hash'
  | 'looks_issued'
  | 'looks_derived'
  | 'bad_hash'
  | 'bad_algorithm'
  | 'bad_ttl'
  | 'ttl_too_long'
  | 'bad_cidr'
  | 'bad_metadata'
  | 'metadata_too_large'
  | 'bad_visibility'
  | 'no_public_prefix'
  | 'bad_quota'
  | 'bad_window'
  | 'unstorable'

/** What the project allows; `undefined` where that is not known. */
export interface ProjectLimits {
  readonly maxTtlMs: number | undefined
  readonly hasPublicPrefix: boolean
}

const NAME_MAX = 256
const SCOPE_MAX = 256
const LIST_MAX = 256
const KEY_MAX_BYTES = 16 * 1024
const METADATA_MAX_BYTES = 4 * 1024
const DIGEST_BYTES: Readonly<Record<string, number>> = { sha256: 32, sha512: 64 }

const bytesOf = (text: string): number => new TextEncoder().encode(text).length
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0')

/** Everything at once, so that a row is mended once. Duplicates are for who sees all rows. */
export function checkRow(row: RowFields, limits: ProjectLimits): readonly RowProblem[] {
  return [...keyProblems(row), ...textProblems(row), ...lifeProblems(row, limits), ...policyProblems(row)]
}

function* keyProblems({ raw_key: key, key_hash: digest, hash_algorithm: algorithm }: RowFields): Generator<RowProblem> {
  if (key === '' && digest === '') yield { field: 'raw_key', code: 'missing' }
  if (key !== '' && digest !== '') yield { field: 'key_hash', code: 'key_and_hash' }
  if (digest === '') yield* rawKeyProblems(key)
  else yield* hashProblems(digest, algorithm)
}

function* rawKeyProblems(key: string): Generator<RowProblem> {
  if (bytesOf(key) > KEY_MAX_BYTES) yield { field: 'raw_key', code: 'too_long' }
  if (!isStorable(key)) yield { field: 'raw_key', code: 'unstorable' }
  const { kind } = readCredential(key)
  if (kind === 'issued_key') yield { field: 'raw_key', code: 'looks_issued' }
  if (kind === 'jwt') yield { field: 'raw_key', code: 'looks_derived' }
}

function* hashProblems(digest: string, algorithm: string): Generator<RowProblem> {
  const size = DIGEST_BYTES[algorithm.trim().toLowerCase()]
  if (size === undefined) yield { field: 'hash_algorithm', code: 'bad_algorithm', detail: algorithm }
  else if (!isHex(digest, size) && !isBase64(digest, size)) yield { field: 'key_hash', code: 'bad_hash' }
}

const isHex = (text: string, size: number): boolean => text.length === size * 2 && /^[0-9a-fA-F]+$/.test(text)
const isBase64 = (text: string, size: number): boolean =>
  /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) && Math.floor((text.replaceAll('=', '').length * 3) / 4) === size

function* textProblems({ name, actor_id: actor, scopes: scopesText }: RowFields): Generator<RowProblem> {
  for (const [field, text] of [
    ['name', name],
    ['actor_id', actor],
  ] as const) {
    if (text.trim() === '') yield { field, code: 'missing' }
    if (text.length > NAME_MAX && [...text].length > NAME_MAX) yield { field, code: 'too_long' }
    if (!isStorable(text)) yield { field, code: 'unstorable' }
  }
  const scopes = listOf(scopesText)
  const long = scopes.find((scope) => scope.length > SCOPE_MAX)
  if (scopes.length > LIST_MAX || long !== undefined) yield { field: 'scopes', code: 'too_long' }
}

const visibilities = ['', 'secret', 'public', 'key_visibility_secret', 'key_visibility_public']

function* lifeProblems({ ttl, visibility }: RowFields, { maxTtlMs, hasPublicPrefix }: ProjectLimits): Generator<RowProblem> {
  const ttlMs = ttl.trim() === '' ? undefined : parseTtlMs(ttl.trim())
  if (ttl.trim() !== '' && ttlMs === undefined) yield { field: 'ttl', code: 'bad_ttl', detail: ttl }
  if (ttlMs !== undefined && maxTtlMs !== undefined && ttlMs > maxTtlMs) yield { field: 'ttl', code: 'ttl_too_long', detail: ttl }
  const seen = visibility.trim().toLowerCase()
  if (!visibilities.includes(seen)) yield { field: 'visibility', code: 'bad_visibility', detail: visibility }
  if (seen.endsWith('public') && !hasPublicPrefix) yield { field: 'visibility', code: 'no_public_prefix' }
}

function* policyProblems({ metadata, allowed_cidrs: cidrs, quota, window }: RowFields): Generator<RowProblem> {
  if (metadata.trim() !== '') yield* metadataProblems(metadata)
  const ranges = listOf(cidrs)
  const bad = ranges.find((range) => canonicalCidr(range) === undefined)
  if (bad !== undefined) yield { field: 'allowed_cidrs', code: 'bad_cidr', detail: bad }
  if (ranges.length > LIST_MAX) yield { field: 'allowed_cidrs', code: 'too_long' }
  if (quota.trim() === '' && window.trim() === '') return
  if (!/^[1-9][0-9]{0,15}$/.test(quota.trim())) yield { field: 'quota', code: 'bad_quota', detail: quota }
  if (parseWindowMs(window.trim()) === undefined) yield { field: 'window', code: 'bad_window', detail: window }
}

function* metadataProblems(text: string): Generator<RowProblem> {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isObject) yield { field: 'metadata', code: 'bad_metadata' }
    else if (bytesOf(JSON.stringify(value)) > METADATA_MAX_BYTES) yield { field: 'metadata', code: 'metadata_too_large' }
  } catch {
    yield { field: 'metadata', code: 'bad_metadata' }
  }
}
