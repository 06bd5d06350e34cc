import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import type { RouteDescriptor } from '@latchkey/contract/routes'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { buildProject } from '@latchkey/testkit/build-project'
import { parseAnswers, sendRaw } from '@latchkey/testkit/raw-http'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { Type } from 'typebox'
import { makeAddressing } from './addressing.ts'
import { makeClientIpResolver } from './client-ip.ts'
import { makeHostReader } from './forwarded-host.ts'
import { makeTransportReader } from './forwarded-proto.ts'
import type { Gate } from './gate.ts'
import { buildListener } from './listener.ts'
import type { OperationCall, OperationHandler } from './operation.ts'
import { buildPipeline } from './pipeline.ts'
import type { ProjectRoadParts } from './project-road.ts'

const route = {
  operationId: 'create',
  summary: '',
  tag: '',
  method: 'POST',
  path: '/v2alpha1/admin/things',
  aliases: ['/v2alpha1/admin/things:make'],
  scope: 'project',
  plane: 'control',
  surface: 'admin',
  permission: 'keys:issue',
  bodyMaxBytes: 64,
  body: Type.Object({ name: Type.String({ minLength: 1 }) }),
  responses: { 201: Type.Object({ name: Type.String() }) },
  errors: [],
} as const satisfies RouteDescriptor
const act = {
  ...route,
  operationId: 'act',
  path: '/v2alpha1/admin/things/{key_id}:act',
  aliases: [],
  bodyOptional: true,
  body: Type.Object({ name: Type.Optional(Type.String()) }),
  responses: { 204: null },
} as const satisfies RouteDescriptor
const open = {
  ...route,
  operationId: 'open',
  path: '/v2alpha1/things:open',
  aliases: [],
  surface: 'public',
  permission: undefined,
} as const satisfies RouteDescriptor

const project = buildProject()
const gate: Gate = {
  admitAdmin: (_facts, { headers }, permission) => {
    if (headers.authorization !== 'Bearer good') throw new DomainError('unauthorized')
    const audit = { kind: 'access_key', id: permission, name: 'n' } as const
    const caller = { audit, projectId: project.id, blindness: 'unauthorized', permissionsIn: () => new Set<never>() } as const
    return { project, caller, rateLimit: undefined, heard: 0 }
  },
  confirmAdmin: (admission) => admission,
  admitPublic: () => ({ project, rateLimit: undefined, heard: 0 }),
  confirmPublic: (admission) => admission,
}

const apps: FastifyInstance[] = []
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close()
})

async function start(
  overrides: Partial<ProjectRoadParts> & {
    readonly handler?: OperationHandler
    readonly routes?: readonly RouteDescriptor[]
  } = {},
) {
  const calls: OperationCall[] = []
  const logs: string[] = []
  const logger = pino({}, { write: (line) => logs.push(line) })
  const create: OperationHandler = async (call) => {
    calls.push(call)
    return { status: 201, body: { name: 'made', secret: 'undeclared' }, headers: { Location: '/v2alpha1/admin/things/1' } }
  }
  const noting: OperationHandler = async (call) => {
    calls.push(call)
    return { status: 204 }
  }
  const app = buildPipeline({
    routes: overrides.routes ?? [route, act, open],
    answeredElsewhere: new Set(),
    project: {
      handlers: { create: overrides.handler ?? create, act: noting, open: create },
      gate: overrides.gate ?? gate,
      throttle: overrides.throttle ?? (async () => {}),
    },
    logger,
    deadlineMs: 100,
    serverFactory: (framework) =>
      buildListener(framework, {
        addressOf: makeAddressing('projects.localhost'),
        clientIpOf: makeClientIpResolver({ source: 'remote_addr', trustedProxies: [] }),
        hostOf: makeHostReader({ trustsForwardedHost: false, trustedProxies: [] }),
        isSecure: makeTransportReader([]),
        stopping: new AbortController().signal,
        shortRoad: undefined,
        logger,
      }),
  })
  apps.push(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const ask = async (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) => {
    const headers = { authorization: 'Bearer good', 'content-type': 'application/json', ...init.headers }
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', ...init, headers })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, id: text === '' ? '' : (JSON.parse(text).error?.id ?? '') }
  }
  return { ask, calls, logs, port }
}

const NAMED = '{"name":"n"}'

describe('the pipeline', () => {
  it('hands a handler what was checked, and answers through the schema', async () => {
    const { ask, calls } = await start()
    const { status, text, headers } = await ask(route.path, { body: NAMED, headers: { 'x-request-id': 'trace-1' } })
    assert.deepEqual([status, text], [201, '{"name":"made"}'], 'an undeclared member does not leave')
    assert.deepEqual(
      ['x-request-id', 'cache-control', 'location', 'x-content-type-options'].map((name) => headers.get(name)),
      ['trace-1', 'no-store', '/v2alpha1/admin/things/1', 'nosniff'],
    )
    assert.deepEqual(
      calls.map(({ body, caller, requestId, clientIp }) => ({ body, caller: caller.id, requestId, clientIp })),
      [{ body: { name: 'n' }, caller: 'keys:issue', requestId: 'trace-1', clientIp: '127.0.0.1' }],
    )
  })

  it('names a new thing below the path that the caller used', async () => {
    const { ask } = await start()
    const { headers } = await ask(`/projects/acme${route.path}`, { body: NAMED })
    assert.equal(headers.get('location'), '/projects/acme/v2alpha1/admin/things/1')
  })

  it('serves aliases and custom verbs, and tells parameters from verbs', async () => {
    const { ask, calls } = await start()
    assert.equal((await ask('/v2alpha1/admin/things:make', { body: NAMED })).status, 201)
    assert.equal((await ask('/v2alpha1/admin/things/k1:act', { headers: {} })).status, 204)
    assert.deepEqual([{ ...calls[1]?.params }, calls[1]?.body], [{ key_id: 'k1' }, {}])
    for (const path of ['/v2alpha1/admin/things/k1:other', '/v2alpha1/admin/things/:act', '/v2alpha1/admin/things/a/b:act'])
      assert.equal((await ask(path)).id, 'not_found', path)
  })

  it('asks who calls before it looks at anything else', async () => {
    const { ask, calls } = await start()
    const stranger = { authorization: 'Bearer bad' }
    const attempts = [{ body: NAMED }, { body: '{' }, { body: 'x'.repeat(500) }, { body: 'x', type: 'text/plain' }]
    for (const { body, type = 'application/json' } of attempts) {
      assert.equal((await ask(route.path, { body, headers: { ...stranger, 'content-type': type } })).id, 'unauthorized', body)
    }
    assert.deepEqual(calls, [])
  })

  it('refuses each wrong body by its own name', async () => {
    const { ask, calls } = await start()
    const refused = async (body: string, headers: Record<string, string> = {}) => (await ask(route.path, { body, headers })).id
    assert.equal(await refused('{'), 'bad_request')
    assert.equal(await refused(''), 'bad_request')
    assert.equal(await refused('{"name":""}'), 'bad_request')
    assert.equal(await refused('{"name":"a","name":"b"}'), 'bad_request')
    assert.equal(await refused('{"__proto__":{"name":"a"}}'), 'bad_request')
    assert.equal(await refused(`{"name":"${'x'.repeat(64)}"}`), 'payload_too_large')
    assert.equal(await refused('name=n', { 'content-type': 'application/x-www-form-urlencoded' }), 'unsupported_media_type')
    assert.equal(await refused(NAMED, { 'content-encoding': 'br' }), 'unsupported_media_type')
    assert.deepEqual(calls, [])
  })

  it('knows what is not served before it reads a body', async () => {
    const { ask } = await start()
    const large = { body: 'x'.repeat(2_000_000), headers: { 'content-type': 'text/plain' } }
    assert.equal((await ask('/nowhere', { body: 'x', headers: { 'content-type': 'text/plain' } })).id, 'not_found')
    assert.equal((await ask('/nowhere', { body: '{' })).id, 'not_found')
    assert.equal((await ask('/nowhere', large).catch(() => ({ id: 'not_found' }))).id, 'not_found')
    const { status, headers } = await ask(route.path, { method: 'PUT', body: 'x', headers: { 'content-type': 'text/plain' } })
    assert.deepEqual([status, headers.get('allow'), headers.get('cache-control')], [405, 'POST', 'no-store'])
  })

  for (const path of [
    '/v2alpha1/admin/things/%zz',
    '/v2alpha1/admin/things/%',
    `/v2alpha1/admin/things/${'k'.repeat(300)}:act`,
  ]) {
    it(`answers ${path.slice(0, 30)} in our envelope`, async () => {
      const { ask } = await start()
      const { status, headers, text } = await ask(path, { headers: { 'x-request-id': 'trace-2' } })
      assert.ok(status === 400 || status === 404)
      const { error } = JSON.parse(text)
      assert.deepEqual([error.code, error.request, headers.get('x-request-id')], [status, 'trace-2', 'trace-2'])
      assert.equal(headers.get('x-frame-options'), 'DENY')
      assert.ok(!text.includes('%z'))
    })
  }

  it('tells a failure of ours from an answer, and says nothing of it', async () => {
    const failing = await start({ handler: () => Promise.reject(new Error('secret detail')) })
    const { status, text } = await failing.ask(route.path, { body: NAMED })
    assert.equal(status, 500)
    assert.doesNotMatch(text, /secret detail/)
    assert.match(failing.logs.join(''), /secret detail/)
    const odd = await start({ handler: () => Promise.reject(undefined) })
    assert.equal((await odd.ask(route.path, { body: NAMED })).status, 500)
  })

  it('lets nobody wait for ever, neither for an operation nor at the door', async () => {
    const never = () => new Promise<never>(() => {})
    assert.equal((await (await start({ handler: never })).ask(route.path, { body: NAMED })).id, 'gateway_timeout')
    const slowDoor = await start({ gate: { ...gate, admitAdmin: never } })
    assert.equal((await slowDoor.ask(route.path, { body: NAMED })).id, 'gateway_timeout')
  })

  it('throttles those who show no credential, before it reads what they send', async () => {
    const throttle = () => Promise.reject(new DomainError('too_many_requests', { retryAfterSeconds: 7 }))
    const { ask, calls } = await start({ throttle })
    const { id, headers } = await ask(open.path, { body: '{' })
    assert.deepEqual([id, headers.get('retry-after')], ['too_many_requests', '7'])
    assert.equal((await ask(route.path, { body: NAMED })).status, 201)
    assert.equal(calls.length, 1)
  })

  it('does not take a caller who breaks off for a failure of ours', async () => {
    const { port, logs, ask } = await start()
    const head = `POST ${route.path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer good\r\nContent-Type: application/json\r\n`
    await sendRaw(port, `${head}Content-Length: 50\r\n\r\n{"name`, { waitMs: 30 })
    assert.equal((await ask(route.path, { body: NAMED })).status, 201)
    assert.deepEqual(logs, [])
  })

  it('uses a connection again after it has refused what came over it', async () => {
    const { port } = await start()
    const request = (key: string) =>
      `POST ${route.path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n${NAMED}`
    const { text } = await sendRaw(port, request('bad') + request('good'), {
      waitMs: 1000,
      until: (got) => parseAnswers(got).length === 2,
    })
    assert.deepEqual(
      parseAnswers(text).map(({ status }) => status),
      [401, 201],
    )
  })

  it('does not start with a route that nobody answers, or that forgets to say who may call it', async () => {
    await assert.rejects(start({ routes: [{ ...route, operationId: 'orphan' }] }), /orphan/)
    await assert.rejects(start({ routes: [{ ...route, permission: undefined }] }), /names none/)
  })
})
