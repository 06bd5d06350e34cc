import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { backend } from '../support/backend.ts'
import { startControlServer } from '../support/control-plane.ts'
import { migrated } from '../support/migrated.ts'

const isMeant = backend.store === 'postgres'

// PostgreSQL is no CockroachDB; it shows that nothing is asked that only PostgreSQL is told to have.
describe('a server on cockroach://', { skip: !isMeant && 'runs with LATCHKEY_TEST_STORE=postgres' }, () => {
  it('brings the schema up, issues, verifies and revokes', async () => {
    const database = await startPostgres()
    const dsn = await migrated(database.dsn.replace('postgres://', 'cockroach://'))
    const server = await startControlServer({ environment: { LATCHKEY_DB_DSN: dsn } })
    try {
      const project = await server.createProject()
      const { keyId, secret } = await project.issue()
      assert.equal(await project.verify(secret), 'VALID')
      const revoked = await project.call('POST', `/v2alpha1/admin/issuedApiKeys/${keyId}:revoke`, {})
      assert.ok(revoked.status < 300, JSON.stringify(revoked.body))
      assert.equal(await project.verify(secret), 'VERIFICATION_ERROR_REVOKED')
    } finally {
      await server.stop()
      await database.stop()
    }
  })
})
