import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { openProjectBench } from '@latchkey/testkit/project-bench'
import { onTemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'
import { makeProjectHandlers } from './handlers.ts'

const set = (path: string, value: unknown) => [{ op: 'replace', path: `/services/talos/config${path}`, value }]

describe('changes of a project on SQLite', () => {
  it(
    'take effect one after the other, and a refused one among them not at all',
    onTemporaryDatabase(async (database) => {
      const { create, patch, ask, stored, eventsOf } = await openProjectBench(makeProjectHandlers, { store: database.store })
      const { id } = await create({ talos: false })
      const settled = await Promise.allSettled([
        ask('enableProjectApiKeys', { project: id }),
        ask('enableProjectApiKeys', { project: id }),
        patch(id, set('/cache/ttl', '30s')),
        patch(id, set('/cache/ttl', 'soon')),
        patch(id, set('/rate_limit/enabled', true)),
        ask('rotateProjectHmacSecret', { project: id, body: { mode: 'graceful' } }),
        ask('rotateProjectHmacSecret', { project: id, body: { mode: 'graceful' } }),
      ])
      assert.deepEqual(
        settled.map(({ status }, index) => (status === 'rejected' ? index : undefined)).filter((index) => index !== undefined),
        [3],
      )
      const { project, secrets } = stored(id)
      assert.deepEqual(project.config, { cache: { ttl: '30s' }, rate_limit: { enabled: true } })
      assert.deepEqual([project.revision, project.apiKeysEnabled], [3, true])
      assert.deepEqual(secrets.map(({ purpose, state }) => `${purpose} ${state}`).sort(), [
        'hmac current',
        'hmac retired',
        'hmac retired',
        'signing current',
      ])
      assert.equal(eventsOf(id).length, 5)
    }),
  )

  it(
    'lose nothing to another process',
    onTemporaryDatabase(async (database) => {
      const here = await openProjectBench(makeProjectHandlers, { store: database.store })
      const { id } = await here.create()
      const there = await openProjectBench(makeProjectHandlers, { store: database.openAnother() })
      await Promise.all([
        here.patch(id, set('/cache/ttl', '30s')),
        there.patch(id, set('/rate_limit/enabled', true)),
        here.patch(id, [{ op: 'replace', path: '/name', value: 'Store' }]),
        there.patch(id, set('/credentials/api_keys/default_ttl', '24h')),
      ])
      const { project } = here.stored(id)
      assert.equal(project.revision, 5)
      assert.deepEqual(
        [project.name, project.config],
        ['Store', { credentials: { api_keys: { default_ttl: '24h' } }, cache: { ttl: '30s' }, rate_limit: { enabled: true } }],
      )
    }),
  )
})
