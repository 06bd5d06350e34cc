import type { ProjectId } from '@latchkey/core/key/api-key'
import { openConnection } from '@latchkey/server/adapters/sqlite/connection'

export interface ExpiredKeys {
  readonly projectId: ProjectId
  readonly count: number
  /** The first one; each of the others a millisecond after the one before. */
  readonly expiredAt: number
}

/** Writes expired keys past the store, whose audit entries would take longer than the test; the counters are right. */
export function insertExpiredKeys(path: string, { projectId, count, expiredAt }: ExpiredKeys): void {
  const db = openConnection(path)
  try {
    db.exec('BEGIN IMMEDIATE')
    db.prepare(
      `INSERT INTO issued_api_keys (project_id, id, name, actor_id, scopes, metadata, visibility, created_at, updated_at, expires_at,
        last_used_at, version, prefix, hmac_secret_id)
      WITH RECURSIVE counted (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM counted WHERE number + 1 < ?2),
        random (number, hex) AS MATERIALIZED (SELECT number, lower(hex(randomblob(16))) FROM counted)
      SELECT ?1, substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-4' || substr(hex, 14, 3) || '-8' || substr(hex, 18, 3) || '-' ||
        substr(hex, 21), 'key ' || number, 'user_' || (number % 1000), '["read:orders"]', '{"team":"payments"}', 'secret',
        ?3 - 86400000 + number, ?3, ?3 + number, ?3 - 1, 1, 'ory_ak', 'hmac-1'
      FROM random`,
    ).run(projectId, count, expiredAt)
    db.prepare('UPDATE projects SET live_keys = live_keys + ? WHERE id = ?').run(count, projectId)
    db.prepare(
      `INSERT INTO live_issued_keys (project_id, prefix, hmac_secret_id, live) VALUES (?, 'ory_ak', 'hmac-1', ?)
        ON CONFLICT DO UPDATE SET live = live + excluded.live`,
    ).run(projectId, count)
    db.exec('COMMIT')
    // Or whoever writes next would have to bring all of it from the log to its place.
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}
