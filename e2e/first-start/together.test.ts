import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { type StartedServer, startServer } from '@latchkey/server/main'
import { openMigrations } from '@latchkey/server/migrations'
import { askDatabase } from '@latchkey/testkit/sql/ask-database'
import { openBackend } from '../support/backend.ts'
import { call } from '../support/test-server.ts'

const SERVERS = 5
const NETWORK = '11111111-1111-4111-8111-111111111111'
const MASTER = randomBytes(32).toString('hex')

describe('servers that start at once on one empty database', () => {
  let folder: string
  let database: Readonly<Record<string, string>>
  let servers: readonly StartedServer[]

  const environmentOf = (name: string): Record<string, string> => ({
    LATCHKEY_DATA_DIR: join(folder, name),
    LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
    LATCHKEY_SERVE_HTTP_PORT: '0',
    LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
    LATCHKEY_SERVE_METRICS_PORT: '0',
    LATCHKEY_SECRETS_MASTER_CURRENT: MASTER,
    ...database,
  })

  const start = (name: string, more: Record<string, string | undefined> = {}): Promise<StartedServer> =>
    startServer({
      configFile: join(folder, 'latchkey.json'),
      environment: { ...environmentOf(name), ...more },
      overrides: { logLine: () => {} },
    })

  const count = async (table: string): Promise<number> => {
    const [row] = await askDatabase(database['LATCHKEY_DB_DSN'] ?? '', `SELECT count(*) FROM ${table}`)
    return Number(row?.[0])
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-together-'))
    database = { LATCHKEY_DB_DSN: `sqlite://${join(folder, 'shared.db')}`, ...(await openBackend()) }
    const networkFile = join(folder, 'network.json')
    await writeFile(networkFile, '{}', { mode: 0o600 })
    const config = {
      multitenancy: { enabled: true, networks: [{ id: NETWORK, hostname: 'one.example', config_path: networkFile }] },
    }
    await writeFile(join(folder, 'latchkey.json'), JSON.stringify(config), { mode: 0o600 })
    const migrations = openMigrations({ configFile: undefined, environment: database })
    await migrations.up()
    await migrations.close()
    servers = await Promise.all(Array.from({ length: SERVERS }, (_, index) => start(`server-${index}`)))
  })

  after(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    await rm(folder, { recursive: true, force: true })
  })

  it('make one workspace, the first project and each configured one, and show one key', async () => {
    const keys = servers.flatMap(({ firstProjectKey }) => firstProjectKey ?? [])
    assert.equal(keys.length, 1)
    assert.equal(new Set(servers.map(({ defaultProject }) => defaultProject.id)).size, 1)
    assert.deepEqual(await Promise.all(['workspaces', 'projects', 'access_keys'].map(count)), [1, 2, 1])
    for (const { port } of servers) {
      const { status } = await call(`http://127.0.0.1:${port}/v2alpha1/admin/issuedApiKeys`, 'POST', {
        body: { name: 'mine' },
        headers: { authorization: `Bearer ${keys[0]?.reveal()}` },
      })
      assert.equal(status, 201)
    }
  })

  it('show setup links that open the same door', async () => {
    const links = servers.map(({ setupLink, port }) => setupLink?.reveal().replace(String(port), 'port'))
    assert.equal(new Set(links).size, 1, String(links))
  })

  it('refuse a database whose secrets they cannot open, and name the setting', async () => {
    const refusal = await start('stranger', { LATCHKEY_SECRETS_MASTER_CURRENT: undefined }).catch((error: unknown) => error)
    assert.ok(refusal instanceof Error && refusal.name === 'MasterKeyError')
    assert.match(refusal.message, /secrets\.master\.current/)
    const other = await start('other', { LATCHKEY_SECRETS_MASTER_CURRENT: randomBytes(32).toString('hex') }).catch(
      (error: unknown) => error,
    )
    assert.ok(other instanceof Error, 'a server with another master secret started')
    assert.match(other.message, /secrets\.master/)
  })
})
