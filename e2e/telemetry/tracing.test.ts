import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { backend } from '../support/backend.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { VERIFY } from './known-calls.ts'
import { scrape } from './metrics-text.ts'
import { openSpanSink, type SpanSink } from './span-sink.ts'

const ISSUED = '/v2alpha1/admin/issuedApiKeys'
const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
const sampled = { traceparent: `00-${TRACE}-${PARENT}-01` }
const unsampled = { traceparent: `00-${TRACE}-${PARENT}-00` }
const [SERVER, CLIENT] = [2, 3]

let sink: SpanSink
let server: TestServer | undefined
beforeEach(async () => {
  sink = await openSpanSink()
})
afterEach(async () => {
  await server?.stop()
  server = undefined
  await sink.close()
})

async function start(tracing: object = {}, options: Parameters<typeof startTestServer>[0] = {}): Promise<TestServer> {
  server = await startTestServer({
    config: { tracing: { enabled: true, endpoint: sink.url, sample_rate: 0, ...tracing } },
    ...options,
  })
  return server
}

/** What the server has recorded by the time it stopped. */
async function stopAndRead(running: TestServer) {
  await running.stop()
  server = undefined
  return sink.spans
}

describe('tracing', () => {
  it('continues the trace of a caller who records it, with what the store is asked below the request', async () => {
    const running = await start({ service_name: 'keys', environment: 'test' })
    const { body } = await running.call('POST', ISSUED, { name: 'n', actor_id: 'a' })
    const keyId = body.issued_api_key.key_id
    await running.call('GET', `${ISSUED}/${keyId}`, undefined, { ...sampled, 'x-request-id': 'asked-1' })
    await running.call('POST', VERIFY, { credential: body.secret }, sampled)
    const spans = await stopAndRead(running)
    const requests = spans.filter(({ kind }) => kind === SERVER)
    assert.deepEqual(
      requests.map(({ name, traceId, parentSpanId }) => ({ name, traceId, parentSpanId })),
      [
        { name: `GET ${ISSUED}/{key_id}`, traceId: TRACE, parentSpanId: PARENT },
        { name: `POST ${VERIFY}`, traceId: TRACE, parentSpanId: PARENT },
      ],
    )
    assert.deepEqual(requests[0]?.attributes, {
      'http.request.method': 'GET',
      'http.route': `${ISSUED}/{key_id}`,
      'http.response.status_code': 200,
      'latchkey.request_id': 'asked-1',
      'latchkey.project_id': running.projectId,
      'latchkey.caller_kind': 'access_key',
    })
    assert.deepEqual(
      ['latchkey.credential_kind', 'latchkey.outcome', 'latchkey.cache'].map((name) => requests[1]?.attributes[name]),
      ['issued_key', 'valid', backend.cache === 'none' ? 'SKIP' : 'MISS'],
    )
    const reads = spans.filter(({ kind }) => kind === CLIENT)
    assert.deepEqual(
      requests.map(({ spanId }) => reads.filter(({ parentSpanId }) => parentSpanId === spanId).map(({ name }) => name)),
      [['keys.find'], ['keys.find']],
    )
    const { resource } = spans[0] ?? {}
    assert.deepEqual(
      ['service.name', 'service.version', 'deployment.environment.name'].map((name) => resource?.[name]),
      ['keys', '0.1.0', 'test'],
    )
    assert.deepEqual([...new Set(sink.paths)], ['POST /v1/traces application/json'])
    for (const secret of [keyId, body.secret, running.projectKey]) assert.ok(!sink.bodies.join('').includes(secret))
  })

  it('begins as many traces as it is told to, and leaves alone what a caller does not record', async () => {
    const silent = await start({ sample_rate: 0 })
    await silent.call('GET', ISSUED)
    await silent.call('GET', ISSUED, undefined, unsampled)
    assert.deepEqual(await stopAndRead(silent), [])
    const talkative = await start({ sample_rate: 1 })
    await talkative.call('GET', ISSUED)
    await talkative.call('GET', ISSUED, undefined, unsampled)
    await talkative.call('GET', ISSUED, undefined, { traceparent: 'nonsense' })
    const begun = (await stopAndRead(talkative)).filter(({ kind }) => kind === SERVER)
    assert.deepEqual(
      begun.map(({ parentSpanId }) => parentSpanId),
      [undefined, undefined],
    )
    assert.equal(new Set(begun.map(({ traceId }) => traceId)).size, 2)
  })

  it('puts its ids into the lines of the log, also into those about a failure', async () => {
    const running = await start(
      {},
      {
        config: { tracing: { enabled: true, endpoint: sink.url }, log: { requests: 'all' } },
        overrides: {
          keyStore: (store) => ({
            ...store,
            findMany: () => {
              throw new DomainError('service_unavailable', { reason: 'away' })
            },
          }),
        },
      },
    )
    await running.call('POST', VERIFY, { credential: 'x' }, sampled)
    await running.call('GET', ISSUED, undefined, unsampled)
    const { logs } = running
    const [request] = (await stopAndRead(running)).filter(({ kind }) => kind === SERVER)
    assert.equal(request?.failed, true)
    const lines = logs.map((line) => JSON.parse(line))
    const failure = lines.find(({ msg }) => msg === 'request failed')
    assert.deepEqual([failure?.traceId, failure?.spanId], [TRACE, request?.spanId])
    assert.deepEqual(
      lines.filter(({ msg }) => msg === 'request').map(({ traceId, spanId }) => [traceId, spanId]),
      [
        [TRACE, request?.spanId],
        [TRACE, undefined],
      ],
    )
  })

  it('hands the trace on to the identity provider it asks on the way', async () => {
    const asked: (string | undefined)[] = []
    const provider = createServer(({ headers }, response) => {
      asked.push(headers['traceparent'] as string | undefined)
      response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
    const { port } = provider.address() as AddressInfo
    const oidc = { issuer: `http://127.0.0.1:${port}`, client_id: 'c' }
    try {
      const running = await start(
        {},
        { config: { console: { oidc }, tracing: { enabled: true, endpoint: sink.url, sample_rate: 0 } } },
      )
      const begin = (headers: Record<string, string>) =>
        fetch(`${running.endpoint}/console/api/oidc/start`, { headers, redirect: 'manual' }).then((response) => response.text())
      await begin({})
      await begin(sampled)
      await begin(unsampled)
      const [request] = (await stopAndRead(running)).filter(({ kind }) => kind === SERVER)
      assert.deepEqual(asked, [undefined, `00-${TRACE}-${request?.spanId}-01`, unsampled.traceparent])
    } finally {
      await new Promise((resolve) => provider.close(resolve))
    }
  })

  it('goes on without its collector, and stops all the same', async () => {
    const running = await start({ endpoint: '127.0.0.1:1', sample_rate: 1 })
    for (let index = 0; index < 5; index++) assert.equal((await running.call('GET', ISSUED)).status, 200)
    assert.equal((await scrape(running)).sum('latchkey_trace_spans_total', { result: 'exported' }), 0)
    const startedAt = performance.now()
    const { logs } = running
    await stopAndRead(running)
    assert.ok(performance.now() - startedAt < 6000)
    assert.ok(logs.filter((line) => line.includes('traces could not be sent')).length <= 1)
  })
})
