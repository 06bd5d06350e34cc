import type { AccessPermission } from '@latchkey/core/access/access-permissions'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import type { Instant } from '@latchkey/core/ports/clock'
import type { SqlValue } from './sql-database.ts'

export type AccessKeyRow = readonly [
  ownerId: string,
  id: string,
  kind: string,
  name: string,
  hash: string,
  lastCharacters: string,
  permissions: string,
  expiresAt: number | null,
  createdAt: number,
  updatedAt: number,
]

/** In the order of `AccessKeyRow`. */
export const ACCESS_KEY_COLUMNS =
  'owner_id, id, kind, name, hash, last_characters, permissions, expires_at, created_at, updated_at'

export function toAccessKey(row: AccessKeyRow): AccessKey {
  const [ownerId, id, kind, name, hash, lastCharacters, permissions, expiresAt, createdAt, updatedAt] = row
  return {
    id,
    kind: kind as AccessKey['kind'],
    ownerId,
    name,
    hash,
    lastCharacters,
    permissions: JSON.parse(permissions) as AccessPermission[],
    expiresAt: (expiresAt ?? undefined) as Instant | undefined,
    createdAt: createdAt as Instant,
    updatedAt: updatedAt as Instant,
  }
}

/** The values of an access key in the order of the columns. */
export function accessKeyValues(accessKey: AccessKey): SqlValue[] {
  const { ownerId, id, kind, name, hash, lastCharacters, permissions, expiresAt, createdAt, updatedAt } = accessKey
  const written = JSON.stringify(permissions)
  return [ownerId, id, kind, name, hash, lastCharacters, written, expiresAt ?? null, createdAt, updatedAt]
}
