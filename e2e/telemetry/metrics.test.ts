import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { consoleRoutes, controlRoutes, routes } from '@latchkey/contract/routes'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { sendRaw } from '@latchkey/testkit/raw-http'
import { backend } from '../support/backend.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { KNOWN, makeKnownCalls, VERIFY } from './known-calls.ts'
import { scrape } from './metrics-text.ts'

const ISSUED = '/v2alpha1/admin/issuedApiKeys'
const TOTAL = 'latchkey_http_requests_total'

let server: TestServer
let breakStore = false
before(async () => {
  server = await startTestServer({
    config: { rate_limit: { enabled: true } },
    overrides: {
      keyStore: (store) => ({
        ...store,
        find(projectId, id) {
          if (breakStore) throw new DomainError('service_unavailable', { reason: 'away' })
          return store.find(projectId, id)
        },
        findMany: (projectId, ids) => store.findMany(projectId, ids),
      }),
    },
  })
})
after(() => server.stop())

/** What one act adds to a figure. */
async function added(name: string, labels: Record<string, string>, act: () => Promise<unknown>): Promise<number> {
  const before = (await scrape(server)).sum(name, labels)
  await act()
  return (await scrape(server)).sum(name, labels) - before
}

describe('metrics', () => {
  it('are shown on the port for operators and on no other', async () => {
    const { text } = await scrape(server)
    assert.match(text, /^# TYPE latchkey_http_requests_total counter$/m)
    for (const path of ['/metrics', `/projects/${server.slug}/metrics`]) {
      const response = await fetch(`${server.endpoint}${path}`, { headers: { authorization: `Bearer ${server.projectKey}` } })
      assert.equal(response.status, 404)
      await response.text()
    }
  })

  it('count verifications by outcome exactly, single and in batches', async () => {
    const outcomes = Object.keys(KNOWN)
    const before = await scrape(server)
    await makeKnownCalls(server)
    const after = await scrape(server)
    const grown = (name: string, labels = {}) => after.sum(name, labels) - before.sum(name, labels)
    assert.deepEqual(
      Object.fromEntries(outcomes.map((outcome) => [outcome, grown('latchkey_verifications_total', { outcome })])),
      KNOWN,
    )
    const all = Object.values(KNOWN).reduce<number>((total, count) => total + count, 0)
    assert.equal(grown('latchkey_verifications_total', { kind: 'issued_key' }), all - KNOWN.not_found)
    assert.equal(grown('latchkey_verification_cache_total'), all)
    assert.equal(grown('latchkey_rate_limit_decisions_total', { scope: 'key', decision: 'allowed' }), 1)
    assert.equal(grown('latchkey_rate_limit_decisions_total', { scope: 'key', decision: 'refused' }), 3)
    assert.equal(grown(TOTAL, { route: VERIFY, method: 'POST', code: '200' }), 7 + 1 + 4 + 4)
    assert.equal(grown('latchkey_http_request_duration_seconds_count', { route: VERIFY }), 7 + 1 + 4 + 4)
    assert.equal(grown('latchkey_store_duration_seconds_count', { operation: 'keys.insert' }), 3)
  })

  it('name routes by their template, whatever comes of the request', async () => {
    const id = '00000000-0000-4000-8000-000000000000'
    const cases = [
      { route: `${ISSUED}/{key_id}`, method: 'GET', code: '404', act: () => server.call('GET', `${ISSUED}/${id}`) },
      { route: ISSUED, method: 'POST', code: '400', act: () => server.call('POST', ISSUED, { name: 7 }) },
      {
        route: ISSUED,
        method: 'GET',
        code: '401',
        act: () => server.call('GET', ISSUED, undefined, { authorization: 'Bearer x' }),
      },
      { route: VERIFY, method: 'POST', code: '401', act: () => server.call('POST', VERIFY, {}, { authorization: 'Bearer x' }) },
      {
        route: VERIFY,
        method: 'POST',
        code: '415',
        act: () => server.call('POST', VERIFY, 'x', { 'content-type': 'text/plain' }),
      },
      {
        route: ISSUED,
        method: 'GET',
        code: '200',
        act: () => server.call('GET', `/projects/${server.slug}${ISSUED}?page_size=1`),
      },
      { route: 'unmatched', method: 'GET', code: '404', act: () => server.call('GET', `/nowhere/${id}`) },
      { route: 'unmatched', method: 'GET', code: '405', act: () => server.call('GET', VERIFY) },
      { route: '/health/alive', method: 'GET', code: '200', act: () => server.call('GET', '/health/alive') },
    ]
    for (const { act, ...labels } of cases) assert.equal(await added(TOTAL, labels, act), 1, JSON.stringify(labels))
  })

  it('count what never gets an answer as 499, and what a store cannot do as its failure', async () => {
    const hangUp = () =>
      new Promise<void>((resolve) => {
        const request = httpRequest(`${server.endpoint}${ISSUED}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.projectKey}`, 'content-type': 'application/json', 'content-length': '50' },
        })
        request.on('error', () => resolve())
        request.write('{"name":')
        setTimeout(() => request.destroy(), 50)
      }).then(() => delay(50))
    assert.equal(await added(TOTAL, { route: ISSUED, code: '499' }, hangUp), 1)
    const { body } = await server.call('POST', ISSUED, { name: 'n', actor_id: 'a' })
    breakStore = true
    const outage = () => server.call('POST', VERIFY, { credential: body.secret })
    assert.equal(await added(TOTAL, { route: VERIFY, code: '503' }, outage), 1)
    assert.equal(await added('latchkey_verifications_total', {}, outage), 0)
    breakStore = false
  })

  it('have no label that a caller can choose: a flood of strange requests opens no series but of known values', async () => {
    const hostile = ['x', '%00', 'a'.repeat(200), '..;/', 'ory_pat_x', '😀', '"} 1\n#', '1'.repeat(40)]
    for (const [index, word] of Array.from({ length: 300 }, (_, i) => [i, hostile[i % hostile.length] ?? ''] as const)) {
      const path = encodeURI(`${[ISSUED, '/', '/projects/', '/workspaces/', '/console/'][index % 5]}/${word}${index}`)
      await fetch(`${server.endpoint}${path}`, {
        method: ['GET', 'POST', 'DELETE', 'PATCH', 'PROPFIND', 'LOCK', 'M-SEARCH'][index % 7] ?? 'GET',
        headers: { authorization: `Bearer ${word.replace(/[^ -~]/g, '')}`, 'x-request-id': `id-${index}` },
      }).then((response) => response.text())
      await server.call('POST', VERIFY, { credential: `${word}${index}` })
    }
    await sendRaw(server.port, 'BREW /pot HTTP/1.1\r\nHost: h\r\n\r\n', {
      until: (text) => text.includes('\r\n\r\n'),
      waitMs: 1000,
    })
    const templates = [...routes, ...controlRoutes, ...consoleRoutes].map(({ path }) => path)
    const pages = ['/', '/docs', '/docs/docs.css', '/docs/docs.js', '/openapi.json', '/version', '/health/alive', '/health/ready']
    const known: Readonly<Record<string, (value: string) => boolean>> = {
      route: (value) =>
        value === 'unmatched' || templates.includes(value) || pages.includes(value) || /^\/console(\/\*)?$/.test(value),
      method: (value) => ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'OTHER'].includes(value),
      code: (value) => /^[2345]\d\d$/.test(value),
      kind: (value) => /^[a-z_]+$/.test(value),
      outcome: (value) => /^[a-z_]+$/.test(value),
      status: (value) => ['hit', 'miss', 'skip'].includes(value),
      scope: (value) => ['key', 'plan', 'public'].includes(value),
      dependency: (value) => ['database', 'writes', 'redis'].includes(value),
      decision: (value) => ['allowed', 'refused', 'unavailable'].includes(value),
      operation: (value) => /^[a-zA-Z]+\.[a-zA-Z]+$/.test(value),
      result: (value) => ['applied', 'refused', 'exported', 'failed'].includes(value),
      queue: (value) => /^[a-z_]+$/.test(value),
      by: (value) => ['any', 'push'].includes(value),
      class: (value) => /^[a-z_]+$/.test(value),
      le: (value) => value === '+Inf' || Number(value) > 0,
      version: (value) => /^v?\d+\.\d+\.\d+$/.test(value),
      node: (value) => /^v\d+\.\d+\.\d+$/.test(value),
    }
    const ours = (await scrape(server)).samples.filter(({ name }) => name.startsWith('latchkey_'))
    const strange = ours.flatMap(({ name, labels }) =>
      Object.entries(labels).flatMap(([label, value]) => (known[label]?.(value) === true ? [] : [`${name} ${label}=${value}`])),
    )
    assert.deepEqual(strange, [])
    assert.ok(ours.length < 1500, `${ours.length} series`)
  })

  it('tell of a changed configuration whether it was taken over', async () => {
    const refused = await added('latchkey_config_reloads_total', { result: 'refused' }, async () => {
      await writeFile(server.configFile, '{"log":{"level":"loud"}}')
      for (
        let waited = 0;
        waited < 100 && (await scrape(server)).sum('latchkey_config_reloads_total', { result: 'refused' }) === 0;
        waited++
      )
        await delay(100)
    })
    assert.equal(refused, 1)
  })

  it('say how the process is, and which', async () => {
    const { sum, samples } = await scrape(server)
    assert.equal(sum('latchkey_build_info'), 1)
    assert.ok(sum('process_resident_memory_bytes') > 1e6)
    assert.ok(samples.some(({ name }) => name === 'nodejs_eventloop_lag_p99_seconds'))
    assert.deepEqual(
      samples.filter(({ name }) => name === 'latchkey_queue_depth').map(({ labels }) => labels['queue']),
      [...(backend.cache === 'redis' ? ['evictions'] : []), 'last_used', 'usage', 'webhooks'],
    )
  })
})
