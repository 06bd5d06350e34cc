import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { IssuedKey, KeyId, ProjectId, RateLimitPolicy } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import { openConnection } from '@latchkey/server/adapters/sqlite/connection'
import { KeyStatements } from '@latchkey/server/adapters/sqlite/key-statements'

const KEYS_PER_TRANSACTION = 50_000
const LIFE_MS = 90 * 24 * 3_600_000
const SEEDING_CACHE_KIB = 1024 * 1024

export interface SeededKeys {
  readonly keys: number
  /** Of each of them. */
  readonly rateLimit: RateLimitPolicy | undefined
  /** How many they are divided among. */
  readonly actors: number
}

/** The second in which all keys of a project are issued that is filled now. */
export const seedingSeconds = (): number => Math.floor(Date.now() / 1000) - 60

/**
 * Fills a project with keys through the store's own statements, but without waiting for the disk, without audit entries
 * and with the list indexes built at the end. Returns the second in which all of them were issued.
 */
export function seedKeys(databaseFile: string, projectId: ProjectId, { keys: count, rateLimit, actors }: SeededKeys): number {
  const issuedAtSeconds = seedingSeconds()
  const db = openConnection(databaseFile)
  try {
    db.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -${SEEDING_CACHE_KIB}`)
    const restoreIndexes = dropIndexes(db)
    const statements = new KeyStatements(db)
    for (let start = 0; start < count; start += KEYS_PER_TRANSACTION) {
      db.exec('BEGIN')
      const end = Math.min(count, start + KEYS_PER_TRANSACTION)
      for (let index = start; index < end; index++)
        statements.insert({ ...seededKey(projectId, index, issuedAtSeconds), actorId: seededActor(index, actors), rateLimit })
      db.exec('COMMIT')
    }
    restoreIndexes()
    db.prepare('UPDATE projects SET live_keys = ? WHERE id = ?').run(count, projectId)
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
  return issuedAtSeconds
}

/** The key with this number: always the same for one project, and their ids in no order. */
export function seededKey(projectId: ProjectId, index: number, issuedAtSeconds: number): IssuedKey {
  // A millisecond apart, as in a store that grew: lists go by it.
  const createdAt = (issuedAtSeconds * 1000 - index) as Instant
  return {
    id: seededKeyId(projectId, index),
    projectId,
    origin: 'issued',
    name: `service ${index}`,
    actorId: seededActor(index),
    scopes: ['orders:read', 'orders:write'],
    metadata: { team: 'billing' },
    visibility: 'secret',
    rateLimit: undefined,
    allowedCidrs: undefined,
    createdAt,
    updatedAt: createdAt,
    expiresAt: (createdAt + LIFE_MS) as Instant,
    lastUsedAt: undefined,
    lastUsedIp: undefined,
    suspendedAt: undefined,
    revocation: undefined,
    version: 1,
    prefix: 'ory_ak',
    hmacSecretId: 'bench',
    supersedes: undefined,
    supersededBy: undefined,
  }
}

export const ACTORS = 1000

/** Whose the key with this number is. */
export const seededActor = (index: number, actors = ACTORS): string => `user_${index % actors}`

/** A UUID version 4 out of a digest. */
export function seededKeyId(projectId: ProjectId, index: number): KeyId {
  const digits = hash('sha256', `${projectId}/${index}`)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20, 32)}` as KeyId
}

/** Takes the list indexes away and returns how to put them back. */
function dropIndexes(db: DatabaseSync): () => void {
  const indexes = db
    .prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'issued_api_keys' AND sql IS NOT NULL`)
    .all()
  for (const { name } of indexes) db.exec(`DROP INDEX ${String(name)}`)
  return () => {
    for (const { sql } of indexes) db.exec(String(sql))
  }
}
