import type { ImportApiKeyRequest } from '@latchkey/sdk/messages'
import { listOf, type RowFields } from './fields.ts'

/** What the server is asked for a row without problems. */
export function requestOfRow(row: RowFields): Omit<ImportApiKeyRequest, 'request_id'> {
  const scopes = listOf(row.scopes)
  const cidrs = listOf(row.allowed_cidrs)
  const isPublic = row.visibility.trim().toLowerCase().endsWith('public')
  return {
    ...(row.key_hash === ''
      ? { raw_key: row.raw_key }
      : { key_hash: row.key_hash, hash_algorithm: row.hash_algorithm.trim().toLowerCase() as 'sha256' | 'sha512' }),
    name: row.name,
    actor_id: row.actor_id,
    ...(scopes.length === 0 ? {} : { scopes: [...scopes] }),
    ...(row.ttl.trim() === '' ? {} : { ttl: row.ttl.trim() }),
    ...(isPublic ? { visibility: 'KEY_VISIBILITY_PUBLIC' as const } : {}),
    ...(row.metadata.trim() === '' ? {} : { metadata: JSON.parse(row.metadata) as Record<string, unknown> }),
    ...(cidrs.length === 0 ? {} : { ip_restriction: { allowed_cidrs: [...cidrs] } }),
    ...(row.quota.trim() === '' ? {} : { rate_limit_policy: { quota: row.quota.trim(), window: row.window.trim() } as never }),
  }
}

const ID_BYTES = 27 // 36 characters of base64url, the longest request id

/**
 * The same for the same row, so that a file that was imported in part (the tab was closed) can be imported again: the server
 * then answers with the keys that it has made. Without `crypto.subtle` (plain HTTP) each id is new.
 */
export async function requestIdOf(request: object): Promise<string> {
  if (globalThis.crypto.subtle === undefined) return base64Url(crypto.getRandomValues(new Uint8Array(ID_BYTES)))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(request)))
  return base64Url(new Uint8Array(digest).subarray(0, ID_BYTES))
}

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
