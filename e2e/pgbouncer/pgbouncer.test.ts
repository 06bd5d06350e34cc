import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { formatAccessKey } from '@latchkey/core/credential/access-key-secret'
import { PostgresDatabase } from '@latchkey/server/adapters/postgres/postgres-database'
import { explainStartFailure } from '@latchkey/server/explain-start-failure'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type PgbouncerServer, startPgbouncer } from '@latchkey/testkit/servers/pgbouncer-server'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { migrated } from '../support/migrated.ts'
import { startTestServer } from '../support/test-server.ts'

const CLIENTS = 40
/** Four looks into the log. */
const NOTICED_WITHIN_MS = 1000
const ADMIN = '/v2alpha1/admin'
// What other programs need, and what lets a session begin as if there were no pooler.
const lenient = { ignore_startup_parameters: 'statement_timeout,lock_timeout,idle_in_transaction_session_timeout' }
// Whichever server of this file is the first to start, all of them know these.
const projectKey = formatAccessKey('project', randomBytes(96))
const secrets = {
  LATCHKEY_SECRETS_MASTER_CURRENT: randomBytes(48).toString('base64url'),
  LATCHKEY_BOOTSTRAP_PROJECT_KEY: projectKey,
}

describe('a server behind PgBouncer with a connection per transaction', () => {
  let postgres: PostgresServer
  let pgbouncer: PgbouncerServer
  before(async () => {
    postgres = await startPostgres()
    pgbouncer = await startPgbouncer({ dsn: postgres.dsn, settings: lenient })
    await migrated(pgbouncer.dsn)
  })
  after(async () => {
    await pgbouncer.stop()
    await postgres.stop()
  })

  const startOn = (dsn: string) => startTestServer({ environment: { LATCHKEY_DB_DSN: dsn, ...secrets }, projectKey })

  it('says what to do when statements are prepared that another connection does not know, at the start', async () => {
    // Where there is but one connection behind it, whoever comes second prepares what is there already.
    const narrow = await startPgbouncer({ dsn: postgres.dsn, settings: { ...lenient, default_pool_size: '1' } })
    const failure = await startOn(narrow.plainDsn).catch((error: unknown) => error)
    await narrow.stop()
    assert.match(explainStartFailure(failure) ?? '', /prepared statement .*; .*add prepared_statements=false to db\.dsn/)
  })

  it('gives nobody an answer to another where statements are prepared that another connection does not know', async () => {
    const database = new PostgresDatabase(networkLocation(pgbouncer.plainDsn))
    const counts = { answered: 0, advised: 0 }
    try {
      for (const reader of [database.verification, database.administration]) {
        await Promise.all(
          Array.from({ length: 10 * CLIENTS }, async (_, index) => {
            const asked = reader.all<readonly [string]>('SELECT CAST(? AS text)', [`answer ${index}`])
            const [rows, refusal] = await asked.then(
              (answered) => [answered, undefined],
              (error: unknown) => [undefined, error],
            )
            if (rows !== undefined) assert.deepEqual(rows, [[`answer ${index}`]])
            else
              assert.match(
                explainStartFailure(refusal) ?? '',
                /prepared statement .*; .*add prepared_statements=false to db\.dsn/,
              )
            counts[rows === undefined ? 'advised' : 'answered']++
          }),
        )
      }
    } finally {
      await database.close()
    }
    assert.ok(counts.answered > 0 && counts.advised > 0, JSON.stringify(counts))
  })

  it('answers more clients than there are connections, and a second server learns of a revocation', async () => {
    const [first, second] = [await startOn(pgbouncer.dsn), await startOn(pgbouncer.dsn)]
    try {
      const stories = await Promise.all(
        Array.from({ length: CLIENTS }, async (_, index) => {
          const issued = await first.call('POST', `${ADMIN}/issuedApiKeys`, { name: `key ${index}` })
          assert.equal(issued.status, 201, JSON.stringify(issued.body))
          const { secret: credential, issued_api_key: key } = issued.body
          const verify = async (): Promise<boolean> => {
            const { status, body } = await second.call('POST', `${ADMIN}/apiKeys:verify`, { credential })
            assert.equal(status, 200, JSON.stringify(body))
            return body.is_valid
          }
          const before = await verify()
          const revoked = await first.call('POST', `${ADMIN}/issuedApiKeys/${key.key_id}:revoke`, {})
          assert.ok(revoked.status < 300, JSON.stringify(revoked.body))
          // Behind a pooler nobody is told at once, and what is cached may be answered until the log was read.
          const revokedAt = performance.now()
          while (await verify()) assert.ok(performance.now() - revokedAt < NOTICED_WITHIN_MS, 'still valid')
          return before
        }),
      )
      assert.deepEqual(new Set(stories), new Set([true]))
    } finally {
      await first.stop()
      await second.stop()
    }
  })

  it('says what to do when the DSN does not fit, at the start', async () => {
    const strict = await startPgbouncer({ dsn: postgres.dsn })
    const failure = await startOn(strict.plainDsn).catch((error: unknown) => error)
    await strict.stop()
    assert.match(explainStartFailure(failure) ?? '', /unsupported startup parameter.*add prepared_statements=false to db\.dsn/)
  })
})
