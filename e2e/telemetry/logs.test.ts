import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { afterEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'
import { VERIFY } from './known-calls.ts'

const ISSUED = '/v2alpha1/admin/issuedApiKeys'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-00`

let server: TestServer
afterEach(() => server.stop())
const start = async (config: TestServerOptions['config'] = {}): Promise<void> => {
  server = await startTestServer({ config })
}

interface Line {
  readonly msg: string
  readonly requestId: string
  readonly route: string
  readonly [member: string]: unknown
}

/** The request lines once there are so many; a line is written when the answer is out. */
async function requestLines(count: number): Promise<readonly Line[]> {
  const lines = () => server.logs.map((line) => JSON.parse(line) as Line).filter(({ msg }) => msg === 'request')
  for (let waited = 0; waited < 40 && lines().length < count; waited++) await delay(25)
  await delay(50)
  return lines()
}

describe('the request log', () => {
  it('has one line per request, with the template of its route, and nothing of a key', async () => {
    await start()
    const issued = await server.call('POST', ISSUED, { name: 'n', actor_id: 'a' }, { 'x-request-id': 'first' })
    const keyId = issued.body.issued_api_key.key_id
    await server.call('GET', `${ISSUED}/${keyId}?read_mask=${keyId}`, undefined, { 'x-request-id': 'second' })
    await server.call('GET', `${ISSUED}/${keyId}`, undefined, {
      'x-request-id': 'third',
      authorization: `Bearer ${issued.body.secret}`,
    })
    await server.call('POST', `/no/such/${keyId}`, { credential: issued.body.secret }, { 'x-request-id': 'fourth' })
    const lines = await requestLines(4)
    const known = { projectId: server.projectId, callerKind: 'access_key' }
    assert.deepEqual(
      lines.map(({ requestId, method, route, status, projectId, callerKind }) => ({
        requestId,
        method,
        route,
        status,
        ...(projectId === undefined ? {} : { projectId, callerKind }),
      })),
      [
        { requestId: 'first', method: 'POST', route: ISSUED, status: 201, ...known },
        { requestId: 'second', method: 'GET', route: `${ISSUED}/{key_id}`, status: 200, ...known },
        { requestId: 'third', method: 'GET', route: `${ISSUED}/{key_id}`, status: 401 },
        { requestId: 'fourth', method: 'POST', route: 'unmatched', status: 404 },
      ],
    )
    for (const { durationMs } of lines) assert.ok(typeof durationMs === 'number' && durationMs > 0 && durationMs < 10_000)
    const text = server.logs.join('')
    for (const secret of [keyId, issued.body.secret, server.projectKey]) assert.ok(!text.includes(secret))
  })

  it('leaves single verifications out unless it is asked for all, or for debugging', async () => {
    for (const [log, count] of [
      [{}, 0],
      [{ requests: 'all' }, 2],
      [{ level: 'debug' }, 2],
      [{ requests: 'none', level: 'debug' }, 0],
    ] as const) {
      await start({ log })
      await server.call('POST', VERIFY, { credential: 'canary-credential' })
      await server.call('POST', VERIFY, { credential: 'x' }, { authorization: 'Bearer y' })
      const lines = await requestLines(count)
      assert.deepEqual(
        lines.map(({ route, status }) => [route, status]),
        [
          [VERIFY, 200],
          [VERIFY, 401],
        ].slice(0, count),
      )
      assert.ok(!server.logs.join('').includes('canary-credential'))
      await server.stop()
    }
    await start()
  })

  it('is silent about health checks where it is told to be, and follows a change of that', async () => {
    await start({ serve: { http: { request_log: { exclude_health_endpoints: true } } } })
    const ask = () => Promise.all(['/health/alive', '/health/ready', '/version'].map((path) => server.call('GET', path)))
    await ask()
    assert.deepEqual(
      (await requestLines(1)).map(({ route }) => route),
      ['/version'],
    )
    await writeFile(server.configFile, '{}')
    for (let waited = 0; waited < 100 && !server.logs.some((line) => line.includes('configuration reloaded')); waited++)
      await delay(100)
    await ask()
    assert.equal((await requestLines(4)).length, 4)
  })

  it("carries the trace of the caller, even where nothing is recorded, and takes no other's word for one", async () => {
    await start()
    for (const traceparent of [TRACEPARENT, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, 'ff-x', `${TRACEPARENT}, ${TRACEPARENT}`])
      await server.call('GET', ISSUED, undefined, { traceparent })
    const lines = await requestLines(4)
    assert.deepEqual(
      lines.map(({ traceId, spanId }) => [traceId, spanId]),
      [
        [TRACE, undefined],
        [undefined, undefined],
        [undefined, undefined],
        [undefined, undefined],
      ],
    )
  })
})
