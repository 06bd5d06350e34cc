import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { openAdministration } from '@latchkey/server/administration'
import { backend } from '../support/backend.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const VERIFY = '/v2alpha1/admin/apiKeys:verify'
const ISSUE = '/v2alpha1/admin/issuedApiKeys'

/** Long enough to change something in the store meanwhile, which over a network takes longer. */
const ANNOUNCE_MS = backend.store === 'sqlite' ? 400 : 3000

const running = new Set<TestServer>()
const agents = new Set<Agent>()
const start = async (options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> => {
  const server = await startTestServer(options)
  running.add(server)
  return server
}
afterEach(async () => {
  for (const agent of agents) agent.destroy()
  for (const server of running) await server.stop()
  running.clear()
})

const keepAlive = (): Agent => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agents.add(agent)
  return agent
}

/** One request on a connection that the caller would keep. */
const ask = (server: TestServer, agent: Agent, path: string, body?: unknown) =>
  new Promise<{ status: number; connection: string | undefined; body: string }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${server.projectKey}`, 'content-type': 'application/json' }
    const method = body === undefined ? 'GET' : 'POST'
    const sent = httpRequest({ port: server.port, host: '127.0.0.1', path, method, headers, agent }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, body: text }))
    })
    sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
  })

/** A store whose answers wait for `open`. */
function makeBarrier() {
  let open = (): void => {}
  let arrived = (): void => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const reached = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const pass = async (): Promise<void> => {
    arrived()
    await opened
  }
  return { open, reached, pass }
}

describe('a clean stop', () => {
  it('finishes what is under way, on both roads, and says that the connection ends', async () => {
    const barrier = makeBarrier()
    const server = await start({
      overrides: {
        keyStore: (store) => ({
          ...store,
          find: async (projectId, id) => {
            await barrier.pass()
            return store.find(projectId, id)
          },
          list: async (projectId, query) => {
            await barrier.pass()
            return store.list(projectId, query)
          },
        }),
      },
    })
    const { secret } = (await server.call('POST', ISSUE, { name: 'kept' })).body
    const underWay = [ask(server, keepAlive(), VERIFY, { credential: secret }), ask(server, keepAlive(), ISSUE)]
    await barrier.reached
    await delay(30)
    const stopping = server.server.stop()
    await delay(60)
    const health = await fetch(`http://127.0.0.1:${server.server.operationsPort}/health/ready`)
    assert.deepEqual([health.status, await health.json()], [503, { errors: { server: 'is stopping' } }])
    await assert.rejects(fetch(`${server.endpoint}/health/alive`), 'no new connection is taken')
    barrier.open()
    const [verified, listed] = await Promise.all(underWay)
    assert.deepEqual([verified?.status, verified?.connection], [200, 'close'])
    assert.equal(JSON.parse(verified?.body ?? '').is_valid, true)
    assert.deepEqual([listed?.status, listed?.connection], [200, 'close'])
    await stopping
  })

  it('announces itself before it takes no more connections', async () => {
    const server = await start()
    const agent = keepAlive()
    assert.equal((await ask(server, agent, '/health/ready')).connection, 'keep-alive')
    const stopping = server.server.stop({ announceMs: 150 })
    await delay(20)
    assert.deepEqual(await ask(server, agent, '/health/ready'), {
      status: 503,
      connection: 'close',
      body: '{"errors":{"server":"is stopping"}}',
    })
    const verified = await ask(server, keepAlive(), VERIFY, { credential: 'x' })
    assert.deepEqual([verified.status, verified.connection], [200, 'close'])
    assert.equal((await ask(server, keepAlive(), '/health/alive')).status, 200)
    await stopping
  })

  it('does not wait for connections that nobody uses, and happens once', async () => {
    const server = await start()
    await ask(server, keepAlive(), '/health/alive')
    const before = Date.now()
    const [first, second] = [server.server.stop(), server.server.stop({ announceMs: 60_000 })]
    assert.equal(first, second)
    await first
    await server.server.stop()
    assert.ok(Date.now() - before < 3000)
  })

  it('writes the time of last use that it still holds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-stop-'))
    try {
      const first = await start({ folder })
      const { secret, issued_api_key } = (await first.call('POST', ISSUE, { name: 'used' })).body
      await first.call('POST', VERIFY, { credential: secret })
      await first.stop()
      const second = await start({ folder, projectKey: first.projectKey })
      const { body } = await second.call('GET', `${ISSUE}/${issued_api_key.key_id}`)
      assert.notEqual(body.last_used_time, null)
      await second.stop()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('still follows what other processes change while it waits for its last requests', async () => {
    const barrier = makeBarrier()
    const server = await start({
      overrides: {
        keyStore: (store) => ({
          ...store,
          list: async (projectId, query) => {
            await barrier.pass()
            return store.list(projectId, query)
          },
        }),
      },
    })
    const administration = await openAdministration({ configFile: server.configFile, environment: server.environment })
    const { accessKey, credential } = await administration.createProjectApiKey({
      project: server.slug,
      name: 'leaving',
      permissions: ['keys:verify'],
      expiresAt: undefined,
    })
    const agent = keepAlive()
    const verify = () => ask({ ...server, projectKey: credential.reveal() }, agent, VERIFY, { credential: 'x' })
    assert.equal((await verify()).status, 200)
    const underWay = ask(server, keepAlive(), ISSUE)
    await barrier.reached
    const stopping = server.server.stop({ announceMs: ANNOUNCE_MS })
    try {
      await administration.deleteProjectApiKey(server.slug, accessKey.id)
      assert.equal((await verify()).status, 401)
    } finally {
      barrier.open()
    }
    assert.equal((await underWay).status, 200)
    await stopping
    await administration.close()
  })
})

describe('a start', () => {
  it('on a folder that was started before shows no key and changes nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-start-'))
    try {
      const first = await start({ folder })
      assert.match(first.projectKey, /^ory_pat_/)
      const { secret } = (await first.call('POST', ISSUE, { name: 'kept' })).body
      const chain = await first.server.readAuditEvents(first.projectId)
      await first.stop()
      const second = await start({ folder, projectKey: first.projectKey })
      assert.equal(second.server.firstProjectKey, undefined)
      assert.deepEqual([second.projectId, second.slug], [first.projectId, first.slug])
      assert.deepEqual(await second.server.readAuditEvents(first.projectId), chain)
      assert.equal((await second.call('POST', VERIFY, { credential: secret })).body.is_valid, true)
      await second.stop()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  for (const variable of ['LATCHKEY_SERVE_HTTP_PORT', 'LATCHKEY_SERVE_METRICS_PORT']) {
    it(`that finds the port of ${variable} taken fails and leaves nothing open`, async () => {
      const squatter = createServer()
      await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve))
      const folder = await mkdtemp(join(tmpdir(), 'latchkey-taken-'))
      try {
        const taken = String((squatter.address() as AddressInfo).port)
        await assert.rejects(startTestServer({ folder, environment: { [variable]: taken } }), { code: 'EADDRINUSE' })
        // The same folder starts at once, so the store was given back; and the first key is shown, since nobody saw it.
        const again = await start({ folder })
        assert.equal((await again.call('GET', ISSUE)).status, 200)
        await again.stop()
      } finally {
        squatter.close()
        await rm(folder, { recursive: true, force: true })
      }
    })
  }

  it('keeps answering while its configuration changes, and keeps the last good one', async () => {
    const server = await start()
    const { secret } = (await server.call('POST', ISSUE, { name: 'kept' })).body
    const statuses = new Set<number>()
    let done = false
    const calling = (async () => {
      while (!done) statuses.add((await server.call('POST', VERIFY, { credential: secret })).status)
    })()
    await writeFile(server.configFile, JSON.stringify({ cache: { enabled: true, ttl: '10s' } }))
    const reloaded = () => server.logs.some((line) => line.includes('configuration reloaded'))
    for (const deadline = Date.now() + 8000; !reloaded() && Date.now() < deadline; ) await delay(50)
    assert.ok(reloaded())
    await server.call('POST', VERIFY, { credential: secret })
    assert.equal((await server.call('POST', VERIFY, { credential: secret })).headers.get('ory-talos-cache'), 'HIT')
    await writeFile(server.configFile, '{"cache":')
    const refused = () => server.logs.some((line) => line.includes('configuration refused'))
    for (const deadline = Date.now() + 8000; !refused() && Date.now() < deadline; ) await delay(50)
    assert.ok(refused())
    assert.equal((await server.call('POST', VERIFY, { credential: secret })).headers.get('ory-talos-cache'), 'HIT')
    done = true
    await calling
    assert.deepEqual([...statuses], [200])
  })
})
