import type { ProjectId } from '@latchkey/core/key/api-key'
import { PostgresDatabase } from '@latchkey/server/adapters/postgres/postgres-database'
import { keyColumns } from '@latchkey/server/adapters/sql/key-rows'
import { insertKey } from '@latchkey/server/adapters/sql/key-writes'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { Client } from 'pg'
import { type SeededKeys, seededKey, seedingSeconds } from './seed-keys.ts'

/** What differs from key to key: the same as `seededKey` says, `i` being its number and `d` the digest of its name. */
const columnsOfOne: Readonly<Record<string, string>> = {
  id: `substr(d, 1, 8) || '-' || substr(d, 9, 4) || '-4' || substr(d, 14, 3) || '-a' || substr(d, 18, 3) || '-' || substr(d, 21, 12)`,
  name: `'service ' || i`,
  actor_id: `'user_' || i % $3::bigint`,
  created_at: 't.created_at - i',
  updated_at: 't.updated_at - i',
  expires_at: 't.expires_at - i',
}

/**
 * Fills a project with keys that the database copies from the first, without waiting for the disk, without audit entries and
 * with the list indexes built at the end. Returns the second in which all of them were issued. The account is the superuser's.
 */
export async function seedPostgres(dsn: string, projectId: ProjectId, { keys, rateLimit, actors }: SeededKeys): Promise<number> {
  const issuedAtSeconds = seedingSeconds()
  await insertFirst(dsn, projectId, { rateLimit, issuedAtSeconds })
  const client = new Client({ connectionString: dsn })
  await client.connect()
  try {
    // Rows that are copied need no look at the project that they belong to.
    await client.query(`SET session_replication_role = replica; SET maintenance_work_mem = '512MB'`)
    const restoreIndexes = await dropIndexes(client)
    const columns = keyColumns.issued
    await client.query(
      `INSERT INTO issued_api_keys (project_id, ${columns.join(', ')})
      SELECT t.project_id, ${columns.map((column) => columnsOfOne[column] ?? `t.${column}`).join(', ')}
      FROM (SELECT * FROM issued_api_keys WHERE project_id = $1) AS t, (
        SELECT i, encode(sha256(convert_to($1 || '/' || i, 'UTF8')), 'hex') AS d FROM generate_series(1::bigint, $2::bigint) AS i
      ) AS numbers`,
      [projectId, keys - 1, actors],
    )
    await restoreIndexes()
    await client.query('UPDATE projects SET live_keys = $2 WHERE id = $1', [projectId, keys])
    await client.query('VACUUM (ANALYZE) issued_api_keys')
    await client.query('CHECKPOINT')
  } finally {
    await client.end()
  }
  return issuedAtSeconds
}

interface FirstKey extends Pick<SeededKeys, 'rateLimit'> {
  readonly issuedAtSeconds: number
}

async function insertFirst(dsn: string, projectId: ProjectId, { rateLimit, issuedAtSeconds }: FirstKey): Promise<void> {
  const database = new PostgresDatabase(networkLocation(dsn))
  try {
    await database.transact((session) => insertKey(session, { ...seededKey(projectId, 0, issuedAtSeconds), rateLimit }))
  } finally {
    await database.close()
  }
}

/** Takes the list indexes away and resolves to how to put them back. */
async function dropIndexes(client: Client): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ readonly indexname: string; readonly indexdef: string }>(
    `SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'issued_api_keys' AND indexname LIKE '%\\_by\\_%'`,
  )
  for (const { indexname } of rows) await client.query(`DROP INDEX ${indexname}`)
  return async () => {
    for (const { indexdef } of rows) await client.query(indexdef)
  }
}
