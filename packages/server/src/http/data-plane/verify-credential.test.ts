import assert from 'node:assert/strict'
import { createServer, request as httpRequest, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { VerificationOutcome } from '@latchkey/core/verify/verification-outcome'
import type { VerificationContext, VerificationRequest } from '@latchkey/core/verify/verification-request'
import { buildProject } from '@latchkey/testkit/build-project'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { parseAnswers, sendRaw } from '@latchkey/testkit/raw-http'
import { pino } from 'pino'
import type { Admission, Gate } from '../gate.ts'
import { UNWANTED_MAX_BYTES } from '../read-body.ts'
import { beginTrail, type RequestTrail, unobserved } from '../request-trail.ts'
import { makeVerifyListener, VERIFY_PATH, type VerifyListenerDependencies } from './verify-credential.ts'

const notFound: VerificationOutcome = { valid: false, failure: 'not_found', rateLimit: undefined, cache: 'MISS' }
const admission: Admission = {
  project: buildProject(),
  caller: {
    audit: { kind: 'access_key', id: 'k', name: 'n' },
    projectId: undefined,
    blindness: 'unauthorized',
    permissionsIn: () => new Set(),
  },
  rateLimit: undefined,
  heard: 0,
}
const unauthorized = new DomainError('unauthorized')
const facts = {
  requestId: 'request-1',
  address: { reference: undefined, url: '/verify', base: '' },
  clientIp: '192.0.2.7',
  isSecure: false,
  host: 'localhost',
  trail: beginTrail({ requestId: 'request-1', method: 'POST', startedAtMs: 0, trace: undefined }),
}
const openGate: Gate = {
  admitAdmin: () => admission,
  confirmAdmin: (admitted) => admitted,
  admitPublic: () => admission,
  confirmPublic: (admitted) => admitted,
}
const closedGates = {
  'at once': () => {
    throw unauthorized
  },
  later: async () => {
    await delay(5)
    throw unauthorized
  },
} as const

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function open(overrides: Partial<VerifyListenerDependencies> = {}) {
  const asked: { request: VerificationRequest; context: VerificationContext }[] = []
  const logs: string[] = []
  const listener = makeVerifyListener({
    gate: openGate,
    verify: (_project, request, context) => {
      asked.push({ request, context })
      return notFound
    },
    clock: new FakeClock(),
    logger: pino({}, { write: (line) => logs.push(line) }),
    deadlineMs: 100,
    ...overrides,
  })
  const server = createServer((request, response) => listener(request, response, facts))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, id: JSON.parse(text).error?.id as string | undefined }
  }
  return { port, post, asked, logs }
}

const BODY = '{"credential":"abc"}'
const raw = (body: string, headers = 'Content-Type: application/json\r\n', length = body.length) =>
  `POST /verify HTTP/1.1\r\nHost: localhost\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`

describe('single verification over HTTP', () => {
  it('answers with the headers that every answer has, and its own', async () => {
    const { post, asked } = await open()
    const { status, headers, text } = await post(BODY)
    assert.equal(status, 200)
    assert.equal(JSON.parse(text).error_code, 'VERIFICATION_ERROR_NOT_FOUND')
    const told = ['ory-talos-cache', 'cache-control', 'x-request-id', 'content-type', 'x-frame-options', 'content-length']
    assert.deepEqual(
      told.map((name) => headers.get(name)),
      ['MISS', 'no-store', 'request-1', 'application/json; charset=utf-8', 'DENY', String(Buffer.byteLength(text))],
    )
    assert.deepEqual(asked, [
      {
        request: { credential: 'abc', requiredScopes: [], dryRun: false, cost: 1 },
        context: { clientIp: '192.0.2.7', readCache: true, writeCache: true },
      },
    ])
  })

  it('hands on what the request says about scopes, cost and the cache', async () => {
    const { post, asked } = await open()
    await post('{"credential":"a","requiredScopes":["x"],"dry_run":true,"cost":3,"other":1}', { 'cache-control': 'no-store' })
    assert.deepEqual(asked, [
      {
        request: { credential: 'a', requiredScopes: ['x'], dryRun: true, cost: 3 },
        context: { clientIp: '192.0.2.7', readCache: false, writeCache: false },
      },
    ])
  })

  it('reads the short form exactly as the strict parser does', async () => {
    const { post, asked } = await open()
    const forms = (byte: number) => {
      const odd = String.fromCharCode(byte)
      return [`{"credential":${odd}"a"}`, `{"credential":"a${odd}b"}`, `{"credential":"a"}${odd}`, `{"credential${odd}":"a"}`]
    }
    const bytes = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => byte < 0x30 || byte > 0x7a || byte === 0x5c)
    const bodies = [...bytes.flatMap(forms), `{"credential":"${'a'.repeat(16_385)}"}`, '{"credential":""}', '{"credential": "a"}']
    for (const body of bodies) {
      const bytesOf = (text: string) => Buffer.from(text, 'latin1')
      // The space in front sends it to the strict parser.
      const [short, strict] = [await post(bytesOf(body)), await post(bytesOf(` ${body}`))]
      assert.deepEqual([short.status, short.id], [strict.status, strict.id], JSON.stringify(body.slice(0, 40)))
      if (short.status === 200) assert.deepEqual(asked.at(-1)?.request, asked.at(-2)?.request)
    }
  })

  for (const body of [
    '',
    '[]',
    '"a"',
    '{"credential":1}',
    '{"credential":"a"',
    '{"credential":"a","credential":"b"}',
    '{"cost":0}',
  ]) {
    it(`refuses the body ${body || '(nothing)'}`, async () => {
      const { post, asked } = await open()
      const { status, id } = await post(body)
      assert.deepEqual([status, id], [400, 'bad_request'])
      assert.deepEqual(asked, [])
    })
  }

  it('refuses other media and compressed bodies', async () => {
    const { post } = await open()
    assert.equal((await post(BODY, { 'content-type': 'text/plain' })).status, 415)
    assert.equal((await post(BODY, { 'content-encoding': 'gzip' })).status, 415)
    assert.equal((await post(BODY, { 'content-type': 'application/json; charset=UTF-8' })).status, 200)
    assert.equal((await post(BODY, { 'content-type': 'application/json; charset=latin1' })).status, 415)
  })

  it('refuses a body that is too large, and the connection goes on', async () => {
    const { port } = await open()
    const large = 'x'.repeat(256 * 1024 + 1)
    const { text } = await sendRaw(port, raw(large) + raw(BODY), { waitMs: 2000, until: (got) => parseAnswers(got).length === 2 })
    assert.deepEqual(
      parseAnswers(text).map(({ status }) => status),
      [413, 200],
    )
  })

  for (const [when, admitAdmin] of Object.entries(closedGates)) {
    const closed: Gate = { ...openGate, admitAdmin }

    it(`says 401 ${when} to a stranger, whatever is wrong with the body`, async () => {
      const { post, asked } = await open({ gate: closed })
      const answers = [
        await post(BODY),
        await post('{'),
        await post(BODY, { 'content-type': 'text/plain' }),
        await post('x'.repeat(300_000)),
      ]
      assert.deepEqual(
        answers.map(({ status }) => status),
        [401, 401, 401, 401],
      )
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
      assert.deepEqual(asked, [])
    })

    it(`uses the connection again after a refusal ${when}`, async () => {
      const { port } = await open({ gate: closed })
      const { text } = await sendRaw(port, raw(BODY) + raw(BODY), {
        waitMs: 2000,
        until: (got) => parseAnswers(got).length === 2,
      })
      assert.deepEqual(
        parseAnswers(text).map(({ status }) => status),
        [401, 401],
      )
    })

    it(`hangs up on a stranger who sends on and on after a refusal ${when}`, async () => {
      const { port } = await open({ gate: closed })
      const endless = 'x'.repeat(256 * 1024 + UNWANTED_MAX_BYTES + 64 * 1024)
      const { isClosed } = await sendRaw(port, raw(endless, undefined, 1e9), { waitMs: 3000 })
      assert.ok(isClosed)
    })
  }

  it('leaves no rejection behind when a stranger also breaks off', async () => {
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    try {
      const { port, logs } = await open({ gate: { ...openGate, admitAdmin: closedGates.later } })
      await sendRaw(port, raw('{"cred', 'Content-Type: text/plain\r\n', 100), { waitMs: 20 })
      await delay(50)
      assert.deepEqual(unhandled, [])
      assert.deepEqual(logs, [], 'who hangs up is no failure of ours')
    } finally {
      process.off('unhandledRejection', note)
    }
  })

  it('answers 503 for an outage, at once or later, and says nothing of its cause', async () => {
    const outage = new DomainError('service_unavailable', { cause: new Error('disk on fire') })
    const ways = [
      () => {
        throw outage
      },
      () => Promise.reject(outage),
    ]
    for (const verify of ways) {
      const { post, logs } = await open({ verify })
      const { status, headers, text } = await post(BODY)
      assert.deepEqual([status, headers.get('retry-after')], [503, '1'])
      assert.doesNotMatch(text, /fire/)
      assert.match(logs.join(''), /disk on fire/)
    }
  })

  it('does not let a caller wait for ever for a store that says nothing', async () => {
    const { post } = await open({ verify: () => new Promise<never>(() => {}) })
    const { status, id } = await post(BODY)
    assert.deepEqual([status, id], [504, 'gateway_timeout'])
    const { post: postToSlowGate } = await open({ gate: { ...openGate, admitAdmin: () => new Promise<never>(() => {}) } })
    assert.equal((await postToSlowGate(BODY)).status, 504)
  })

  it('gives a late answer to nobody else', async () => {
    const late: ((outcome: VerificationOutcome) => void)[] = []
    const { port } = await open({ verify: () => new Promise((resolve) => late.push(resolve)), deadlineMs: 50 })
    const answering = sendRaw(port, raw(BODY) + raw(BODY), { waitMs: 400 })
    await delay(90)
    late[0]?.(notFound)
    assert.deepEqual(
      parseAnswers((await answering).text).map(({ status }) => status),
      [504, 504],
    )
  })

  it('survives a caller who does not wait for the answer', async () => {
    let answer = (_outcome: VerificationOutcome): void => {}
    const { port, post, logs } = await open({
      verify: (_project, { credential }) =>
        credential === 'abc'
          ? new Promise((resolve) => {
              answer = resolve
            })
          : notFound,
    })
    const client = httpRequest({ port, host: '127.0.0.1', method: 'POST', headers: { 'content-type': 'application/json' } })
    client.on('error', () => {}).end(BODY)
    await delay(30)
    client.destroy()
    await delay(10)
    answer(notFound)
    assert.equal((await post('{"credential":"x"}')).status, 200)
    assert.deepEqual(logs, [])
  })

  for (const [name, admitAdmin] of Object.entries(closedGates))
    it(`tells of a refusal ${name} once, with its status`, async () => {
      const told: (string | number)[] = []
      const observer = { ...unobserved, end: ({ route }: RequestTrail, status: number) => void told.push(route, status) }
      const { post } = await open({ gate: { ...openGate, admitAdmin }, observer })
      await post(BODY)
      assert.deepEqual(told, [VERIFY_PATH, 401])
    })

  it('tells of an answer once, with the project and the kind of the caller', async () => {
    const told: unknown[] = []
    const observer = { ...unobserved, end: (trail: RequestTrail, status: number) => void told.push({ ...trail }, status) }
    const { post } = await open({ observer })
    await post(BODY)
    assert.deepEqual(told, [
      { ...facts.trail, route: VERIFY_PATH, projectId: admission.project.id, callerKind: 'access_key' },
      200,
    ])
  })
})
