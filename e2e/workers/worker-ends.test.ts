import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { CrashKind } from '../support/crash-on-demand.ts'
import { startWorkerServer, type WorkerConnection, type WorkerServer } from '../support/worker-server.ts'
import { readMetrics, type Scrape } from '../telemetry/metrics-text.ts'

const VERIFY = '/v2alpha1/admin/apiKeys:verify'
const TWO = ['--workers', '2']

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 15_000; !(await isSo()); await delay(10)) assert.ok(Date.now() < deadline, what)
}

const askers = new Set<() => Promise<unknown>>()

/** Asks without a pause until it is told to stop, at the latest after the tests. */
function keepAsking(connection: WorkerConnection) {
  const statuses: (number | string)[] = []
  let isOver = false
  const asking = (async () => {
    while (!isOver) {
      const answer = await connection.call('POST', VERIFY, { credential: 'nonsense' }).catch((error: Error) => error)
      statuses.push('status' in answer ? answer.status : answer.message)
      await delay(1)
    }
  })()
  const stop = async () => {
    isOver = true
    await asking
    return [...new Set(statuses)]
  }
  askers.add(stop)
  return { statuses, stop }
}

describe('a worker that ends', () => {
  let server: WorkerServer
  before(async () => {
    server = await startWorkerServer({
      config: { serve: { http: { workers: 2 } } },
      environment: { NODE_OPTIONS: '--max-old-space-size=128' },
    })
  })
  after(async () => {
    await Promise.all([...askers].map((stop) => stop()))
    await server?.stop()
  })

  for (const kind of ['throw', 'exit', 'memory'] satisfies CrashKind[]) {
    it(`is replaced when it crashes, while the other goes on without an error: ${kind}`, async () => {
      const connections = await server.connectToAll(2)
      const survivor = keepAsking(connections.find(({ worker }) => worker === 2) ?? assert.fail())
      const figures = () => readMetrics(server.operationsPort)
      const before = await figures()
      try {
        server.crash({ worker: 1, kind })
        await until('counted as a crash', async () => crashesOf(await figures()) === crashesOf(before) + 1)
        await until('replaced', async () => (await figures()).sum('latchkey_workers', { state: 'listening' }) === 2)
      } finally {
        assert.deepEqual(await survivor.stop(), [200])
        for (const connection of connections) connection.close()
      }
      const again = await server.connectToAll(2)
      for (const connection of again) assert.equal((await connection.call('GET', '/health/ready')).status, 200)
      for (const connection of again) connection.close()
      const requestsOf = (scrape: Scrape) => scrape.sum('latchkey_http_requests_total')
      assert.ok(requestsOf(await figures()) > requestsOf(before), 'what the ended thread counted is kept')
      const told = server.logs().filter(({ msg, crashed }) => /ended unexpectedly/.test(String(msg)) && crashed === 1)
      assert.equal(told.length, crashesOf(await figures()))
    })
  }

  it('does not share its port with the workers of somebody else, who would let it', async () => {
    const environment = { LATCHKEY_SERVE_HTTP_PORT: String(server.port) }
    await assert.rejects(startWorkerServer({ args: TWO, environment }), /cannot start: 127\.0\.0\.1:\d+ is in use/)
  })

  it('ends in good order with the others when the process is told to, and a second signal changes nothing', async () => {
    const { child, ended, connectToAll } = server
    const asking = (await connectToAll(2)).map(keepAsking)
    await until('asked', () => asking.every(({ statuses }) => statuses.length > 5))
    child.kill('SIGTERM')
    await delay(50)
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null])
    for (const { statuses, stop } of asking) {
      const [first, ...others] = await stop()
      assert.equal(first, 200)
      // A connection that nobody had accepted yet when the port was closed is reset by the system, once.
      assert.ok(
        others.every((one) => typeof one === 'string' && /ECONNREFUSED|ECONNRESET/.test(one)),
        others.join(),
      )
      assert.ok(statuses.filter((one) => /ECONNRESET/.test(String(one))).length <= 1)
    }
  })

  it('fails the start with the reason when it cannot start at all', async () => {
    await assert.rejects(
      startWorkerServer({ args: TWO, environment: { CRASH_AT_START: '2' } }),
      /latchkey cannot start: .*a worker could not start: crashed at the start/,
    )
  })
})

const crashesOf = (scrape: Scrape): number => scrape.sum('latchkey_worker_crashes_total')
