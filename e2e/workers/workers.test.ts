import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startWorkerServer, type WorkerConnection, type WorkerServer } from '../support/worker-server.ts'
import { readMetrics } from '../telemetry/metrics-text.ts'

const WORKERS = 2
const ISSUED = '/v2alpha1/admin/issuedApiKeys'
const VERIFY = '/v2alpha1/admin/apiKeys:verify'
const CONFIG = { cache: { enabled: true, ttl: '1h' }, rate_limit: { enabled: true }, log: { requests: 'all' } }

let server: WorkerServer
let connections: readonly WorkerConnection[]
before(async () => {
  server = await startWorkerServer({ args: ['--workers', String(WORKERS)], config: CONFIG })
  connections = await server.connectToAll(WORKERS)
})
after(async () => {
  for (const connection of connections ?? []) connection.close()
  await server?.stop()
})

const to = (worker: number): WorkerConnection =>
  connections.find((connection) => connection.worker === worker) ?? assert.fail(`no connection to worker ${worker}`)

async function issue(body: object = {}): Promise<{ readonly id: string; readonly secret: string }> {
  const answer = await to(1).call('POST', ISSUED, { name: 'a key', ...body })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return { id: answer.body.issued_api_key.key_id, secret: answer.body.secret }
}

const verify = (connection: WorkerConnection, credential: string) => connection.call('POST', VERIFY, { credential })

const metrics = () => readMetrics(server.operationsPort)

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 10_000; !(await isSo()); await delay(10)) assert.ok(Date.now() < deadline, what)
}

describe('two workers', () => {
  it('refuse at once what either of them revoked, although both had it in their caches', async () => {
    for (const revoker of [1, 2]) {
      const { id, secret } = await issue()
      for (const connection of [to(1), to(2), to(1), to(2)]) assert.equal((await verify(connection, secret)).body.is_valid, true)
      for (const worker of [1, 2]) assert.equal((await verify(to(worker), secret)).headers['ory-talos-cache'], 'HIT')
      assert.equal((await to(revoker).call('POST', `/v2alpha1/admin/apiKeys/${id}:revoke`, {})).status, 204)
      assert.equal((await verify(to(revoker), secret)).body.is_valid, false)
      const other = to(3 - revoker)
      const revokedAt = performance.now()
      await until('refused by the other', async () => (await verify(other, secret)).body.is_valid === false)
      assert.ok(performance.now() - revokedAt < 1000)
      for (let again = 0; again < 20; again++) assert.equal((await verify(other, secret)).body.is_valid, false)
    }
  })

  it('count a rate limit together, exactly', async () => {
    const { secret } = await issue({ rate_limit_policy: { quota: 50, window: '3600s' } })
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) => verify(connections[index % connections.length] ?? to(1), secret)),
    )
    assert.equal(answers.filter(({ body }) => body.is_valid).length, 50)
    for (const worker of [1, 2]) assert.equal((await verify(to(worker), secret)).body.is_valid, false)
  })

  it('count failed sign-ins together', async () => {
    const login = { email: 'nobody@example.com', password: 'wrong password here' }
    const headers = { origin: `http://127.0.0.1:${server.port}` }
    const statuses: number[] = []
    for (let attempt = 0; attempt < 12; attempt++)
      statuses.push((await to(1 + (attempt % 2)).call('POST', '/console/api/login', login, headers)).status)
    assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429, 429])
  })

  it('show their figures as one, each verification once', async () => {
    const { secret } = await issue()
    const before = await metrics()
    for (let index = 0; index < 40; index++) await verify(to(1 + (index % 2)), secret)
    const after = await metrics()
    const grown = (name: string, labels = {}) => after.sum(name, labels) - before.sum(name, labels)
    assert.equal(grown('latchkey_verifications_total', { outcome: 'valid' }), 40)
    assert.equal(grown('latchkey_http_request_duration_seconds_count', { route: VERIFY }), 40)
    assert.equal(after.sum('latchkey_build_info'), 1)
    assert.equal(after.sum('latchkey_workers', { state: 'listening' }), WORKERS)
    assert.equal(after.samples.filter(({ name }) => name === 'process_resident_memory_bytes').length, 1)
    assert.deepEqual(new Set(after.samples.flatMap(({ labels }) => Object.keys(labels))).has('worker'), false)
  })

  it('log which of them answered', async () => {
    for (const worker of [1, 2]) {
      const requestId = `asked of ${worker}`
      await to(worker).call('GET', '/version', undefined, { 'x-request-id': requestId })
      await until('logged', async () => server.logs().some((line) => line['requestId'] === requestId))
      assert.equal(server.logs().find((line) => line['requestId'] === requestId)?.['worker'], worker)
    }
  })

  it('both take over a changed configuration', async () => {
    const { secret } = await issue()
    for (const worker of [1, 2, 1, 2]) await verify(to(worker), secret)
    await writeFile(server.configFile, JSON.stringify({ ...CONFIG, cache: { enabled: false } }))
    server.child.kill('SIGHUP')
    for (const worker of [1, 2])
      await until('without the cache', async () => (await verify(to(worker), secret)).headers['ory-talos-cache'] !== 'HIT')
  })
})
