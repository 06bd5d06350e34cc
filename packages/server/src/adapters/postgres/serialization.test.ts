import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { buildAuditEntry, buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { networkLocation } from '@latchkey/testkit/servers/network-location'
import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { emptyTables } from '@latchkey/testkit/sql/emptied-tables'
import { createStoredProject } from '@latchkey/testkit/stored-project'
import { Client } from 'pg'
import { makeSqlStore, type SqlStore } from '../sql/sql-store.ts'
import { PostgresDatabase } from './postgres-database.ts'
import { PostgresMigrator } from './postgres-migrator.ts'

/** Fails with SQLSTATE 40001 as often as is wanted, whatever becomes of the transaction: sequences are not taken back. */
const breakOff = `
  CREATE SEQUENCE broken_off;
  CREATE TABLE breakage (wanted bigint NOT NULL, at_commit boolean NOT NULL);
  INSERT INTO breakage VALUES (0, false);
  CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF (SELECT at_commit FROM breakage) = (TG_NAME = 'at_commit') AND (SELECT wanted FROM breakage) > 0 THEN
      IF nextval('broken_off') <= (SELECT wanted FROM breakage) THEN
        RAISE EXCEPTION 'restart transaction' USING ERRCODE = '40001';
      END IF;
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER at_statement AFTER INSERT OR UPDATE ON issued_api_keys FOR EACH ROW EXECUTE FUNCTION break_off();
  CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT OR UPDATE ON issued_api_keys DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION break_off()`

// CockroachDB asks for it whenever transactions meet; PostgreSQL knows the same answer.
describe('transactions that the database breaks off (SQLSTATE 40001), on the way for CockroachDB', () => {
  let server: PostgresServer
  let client: Client
  let database: PostgresDatabase
  let store: SqlStore
  let projectId: ProjectId

  before(async () => {
    server = await startPostgres()
    const location = networkLocation(server.dsn)
    await new PostgresMigrator(location, 'cockroach').up()
    client = new Client({ connectionString: server.dsn })
    await client.connect()
    await client.query(breakOff)
    database = new PostgresDatabase(location, 'cockroach')
    store = makeSqlStore(database)
  })
  after(async () => {
    await store.close()
    await client.end()
    await server.stop()
  })
  beforeEach(async () => {
    await breakNext(0, 'at_statement')
    await emptyTables(database)
    projectId = (await createStoredProject(store)).project.id
  })

  async function breakNext(wanted: number, where: 'at_statement' | 'at_commit'): Promise<void> {
    await client.query('SELECT setval($1, 1, false)', ['broken_off'])
    await client.query('UPDATE breakage SET wanted = $1, at_commit = $2', [wanted, where === 'at_commit'])
  }

  const howManyBroken = async (): Promise<number> => {
    const { rows } = await client.query<{ last: string }>('SELECT last_value AS last FROM broken_off')
    return Number(rows[0]?.last) - 1
  }

  const issue = () => store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }) }))

  /** Keys, live keys, events of the chain (which verifies) and announcements. */
  async function figures(): Promise<readonly number[]> {
    const { rows } = await client.query<{ figures: number[] }>(
      `SELECT ARRAY[(SELECT count(*) FROM issued_api_keys), (SELECT live_keys FROM projects), (SELECT count(*) FROM audit_events
      WHERE chain_id = $1), (SELECT count(*) FROM outbox), (SELECT last_sequence FROM outbox_head)]::int[] AS figures`,
      [projectId],
    )
    assert.equal(verifyAuditChain(await store.readAuditEvents(projectId)).intact, true)
    return rows[0]?.figures ?? []
  }

  for (const where of ['at_statement', 'at_commit'] as const) {
    it(`run again until they are through, and have their effect once, ${where.replace('_', ' ')}`, async () => {
      const before = await figures()
      await breakNext(4, where)
      const outcomes = await Promise.all(Array.from({ length: 6 }, issue))
      assert.equal(outcomes.length, 6)
      assert.ok((await howManyBroken()) >= 4)
      const key = buildIssuedKey({ projectId })
      await store.keys.insert(projectId, buildInsertion({ key }))
      await breakNext(3, where)
      await store.keys.change(projectId, key.id, (current) => ({
        update: { ...current, name: 'changed', version: current.version + 1 },
        audit: [buildAuditEntry()],
      }))
      assert.ok((await howManyBroken()) >= 3)
      const more = [7, 7, 8, 1, 1]
      assert.deepEqual(
        await figures(),
        before.map((figure, index) => figure + (more[index] ?? 0)),
      )
    })
  }

  it('answer that the service is unavailable when it does not end, and have written nothing', async () => {
    const before = await figures()
    await breakNext(1000, 'at_commit')
    await assert.rejects(issue(), { code: 'service_unavailable' })
    await breakNext(0, 'at_commit')
    assert.deepEqual(await figures(), before)
    await issue()
  })
})
