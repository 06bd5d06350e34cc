import type {
  ApiKey,
  ImportedHashAlgorithm,
  ImportedKey,
  IssuedKey,
  KeyId,
  KeyVisibility,
  ProjectId,
  RateLimitPolicy,
  Revocation,
  RevocationReason,
} from '@latchkey/core/key/api-key'
import type { JsonObject } from '@latchkey/core/key/json'
import type { Instant } from '@latchkey/core/ports/clock'
import type { SqlValue } from './sql-database.ts'

const commonColumns = [
  'id',
  'name',
  'actor_id',
  'scopes',
  'metadata',
  'visibility',
  'rate_quota',
  'rate_window_ms',
  'rate_unit',
  'allowed_cidrs',
  'created_at',
  'updated_at',
  'expires_at',
  'last_used_at',
  'suspended_at',
  'revoked_at',
  'revocation_reason',
  'revocation_description',
  'version',
] as const

/** The columns of a key row after `project_id`, in the order in which every statement here reads and writes them. */
export const keyColumns = {
  issued: [...commonColumns, 'prefix', 'hmac_secret_id', 'supersedes', 'superseded_by', 'last_used_ip'],
  imported: [...commonColumns, 'hash_algorithm', 'last_used_ip'],
} as const

type CommonRow = readonly [
  id: string,
  name: string,
  actorId: string,
  scopes: string,
  metadata: string,
  visibility: string,
  rateQuota: number | null,
  rateWindowMs: number | null,
  rateUnit: string | null,
  allowedCidrs: string | null,
  createdAt: number,
  updatedAt: number,
  expiresAt: number | null,
  lastUsedAt: number | null,
  suspendedAt: number | null,
  revokedAt: number | null,
  revocationReason: string | null,
  revocationDescription: string | null,
  version: number,
]
export type IssuedRow = readonly [
  ...CommonRow,
  prefix: string,
  hmacSecretId: string,
  supersedes: string | null,
  supersededBy: string | null,
  lastUsedIp: string | null,
]
export type ImportedRow = readonly [...CommonRow, hashAlgorithm: string, lastUsedIp: string | null]

// Spelt out twice: this runs for every verification that no cache answers, and a spread costs more than the rest of it.

export function toIssuedKey(projectId: ProjectId, row: IssuedRow): IssuedKey {
  return {
    origin: 'issued',
    id: row[0] as KeyId,
    projectId,
    name: row[1],
    actorId: row[2],
    scopes: fromListText(row[3]),
    metadata: fromObjectText(row[4]),
    visibility: row[5] as KeyVisibility,
    rateLimit: toRateLimit(row[6], row[7], row[8]),
    allowedCidrs: row[9] === null ? undefined : fromListText(row[9]),
    createdAt: row[10] as Instant,
    updatedAt: row[11] as Instant,
    expiresAt: toInstant(row[12]),
    lastUsedAt: toInstant(row[13]),
    lastUsedIp: row[23] ?? undefined,
    suspendedAt: toInstant(row[14]),
    revocation: toRevocation(row[15], row[16], row[17]),
    version: row[18],
    prefix: row[19],
    hmacSecretId: row[20],
    supersedes: (row[21] ?? undefined) as KeyId | undefined,
    supersededBy: (row[22] ?? undefined) as KeyId | undefined,
  }
}

export function toImportedKey(projectId: ProjectId, row: ImportedRow): ImportedKey {
  return {
    origin: 'imported',
    id: row[0] as KeyId,
    projectId,
    name: row[1],
    actorId: row[2],
    scopes: fromListText(row[3]),
    metadata: fromObjectText(row[4]),
    visibility: row[5] as KeyVisibility,
    rateLimit: toRateLimit(row[6], row[7], row[8]),
    allowedCidrs: row[9] === null ? undefined : fromListText(row[9]),
    createdAt: row[10] as Instant,
    updatedAt: row[11] as Instant,
    expiresAt: toInstant(row[12]),
    lastUsedAt: toInstant(row[13]),
    lastUsedIp: row[20] ?? undefined,
    suspendedAt: toInstant(row[14]),
    revocation: toRevocation(row[15], row[16], row[17]),
    version: row[18],
    hashAlgorithm: row[19] as ImportedHashAlgorithm,
  }
}

/** The values of a key in the order of `keyColumns`. */
export function toRow(key: ApiKey): SqlValue[] {
  const { rateLimit, revocation } = key
  const common: SqlValue[] = [
    key.id,
    key.name,
    key.actorId,
    toListText(key.scopes),
    toObjectText(key.metadata),
    key.visibility,
    rateLimit?.quota ?? null,
    rateLimit?.windowMs ?? null,
    rateLimit?.unit ?? null,
    key.allowedCidrs === undefined ? null : toListText(key.allowedCidrs),
    key.createdAt,
    key.updatedAt,
    key.expiresAt ?? null,
    key.lastUsedAt ?? null,
    key.suspendedAt ?? null,
    revocation?.at ?? null,
    revocation?.reason ?? null,
    revocation?.description ?? null,
    key.version,
  ]
  if (key.origin === 'imported') common.push(key.hashAlgorithm)
  else common.push(key.prefix, key.hmacSecretId, key.supersedes ?? null, key.supersededBy ?? null)
  common.push(key.lastUsedIp ?? null)
  return common
}

const toInstant = (value: number | null): Instant | undefined => (value ?? undefined) as Instant | undefined

function toRateLimit(quota: number | null, windowMs: number | null, unit: string | null): RateLimitPolicy | undefined {
  return quota === null || windowMs === null ? undefined : { quota, windowMs, unit: unit ?? '' }
}

function toRevocation(at: number | null, reason: string | null, description: string | null): Revocation | undefined {
  return at === null
    ? undefined
    : { at: at as Instant, reason: reason as RevocationReason, description: description ?? undefined }
}

// Most keys have neither scopes nor metadata: the two short texts are not worth a parser's run.
const toListText = (list: readonly string[]): string => (list.length === 0 ? '[]' : JSON.stringify(list))
const fromListText = (text: string): readonly string[] => (text === '[]' ? [] : (JSON.parse(text) as string[]))
const toObjectText = (object: JsonObject): string => JSON.stringify(object)
const fromObjectText = (text: string): JsonObject => (text === '{}' ? {} : (JSON.parse(text) as JsonObject))
