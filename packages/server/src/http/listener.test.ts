import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { type AddressInfo, connect, Server as NetServer } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { parseAnswers, sendRaw } from '@latchkey/testkit/raw-http'
import { pino } from 'pino'
import { makeAddressing } from './addressing.ts'
import { openAdmission } from './admission/admission.ts'
import { makeClientIpResolver } from './client-ip.ts'
import { makeHostReader } from './forwarded-host.ts'
import { makeTransportReader } from './forwarded-proto.ts'
import { buildListener, type ListenerOptions } from './listener.ts'
import { getFacts } from './request-facts.ts'

const servers: Server[] = []
const stopping = new AbortController()

async function open(framework: RequestListener = echo, overrides: Partial<ListenerOptions> = {}): Promise<number> {
  const server = buildListener(framework, {
    addressOf: makeAddressing('projects.localhost'),
    clientIpOf: makeClientIpResolver({ source: 'remote_addr', trustedProxies: [] }),
    hostOf: makeHostReader({ trustsForwardedHost: false, trustedProxies: [] }),
    isSecure: makeTransportReader([]),
    stopping: stopping.signal,
    shortRoad: {
      method: 'POST',
      path: '/short',
      listener: (_request, response) => response.end('short'),
    },
    logger: pino({ enabled: false }),
    ...overrides,
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
const echo: RequestListener = (request, response) => {
  request.resume()
  const { trail: _trail, ...facts } = getFacts(request)
  const text = JSON.stringify({ url: request.url, ...facts })
  response.writeHead(200, { 'Content-Length': Buffer.byteLength(text) }).end(text)
}
const closeAll = async (): Promise<void> => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
}
afterEach(closeAll)

const countConnections = (): Promise<number> =>
  new Promise((resolve) => servers.at(-1)?.getConnections((_error, count) => resolve(count)))

const HOST = 'Host: localhost\r\n'
const answered = (count: number) => (text: string) => parseAnswers(text).filter(({ body }) => body !== '').length >= count
const ask = async (port: number, text: string, count = 1) =>
  parseAnswers((await sendRaw(port, text, { until: answered(count), waitMs: 2000 })).text)

/** What everything that we answer must have, however malformed the question. */
function assertEnvelope(answer: ReturnType<typeof parseAnswers>[number] | undefined, status: number): void {
  assert.equal(answer?.status, status)
  const { error } = JSON.parse(answer.body)
  assert.equal(error.code, status)
  assert.equal(error.id, 'bad_request')
  assert.equal(error.request, answer.headers.get('x-request-id'))
  assert.equal(answer.headers.get('cache-control'), 'no-store')
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/)
}

describe('the listener', () => {
  it('says where a request was sent, from where, and under which id', async () => {
    const port = await open()
    const [answer] = await ask(port, `GET /projects/acme/v2alpha1/x?y=1 HTTP/1.1\r\n${HOST}X-Request-ID: trace 7\r\n\r\n`)
    assert.deepEqual(JSON.parse(answer?.body ?? ''), {
      url: '/v2alpha1/x?y=1',
      requestId: 'trace 7',
      address: { reference: { slug: 'acme' }, url: '/v2alpha1/x?y=1', base: '/projects/acme' },
      clientIp: '127.0.0.1',
      isSecure: false,
      host: 'localhost',
    })
  })

  it('believes a forwarded host from a trusted proxy only, and where that is switched on', async () => {
    const slugAt = async (trustedProxies: readonly string[], trustsForwardedHost: boolean, forwarded: string) => {
      const hostOf = makeHostReader({ trustsForwardedHost, trustedProxies })
      const [answer] = await ask(await open(echo, { hostOf }), `GET /x HTTP/1.1\r\n${HOST}X-Forwarded-Host: ${forwarded}\r\n\r\n`)
      return answer?.status === 200 ? JSON.parse(answer.body).address.reference?.slug : answer?.status
    }
    assert.equal(await slugAt(['127.0.0.0/8'], true, 'acme.projects.localhost'), 'acme')
    assert.equal(await slugAt(['127.0.0.0/8'], false, 'acme.projects.localhost'), undefined)
    assert.equal(await slugAt(['10.0.0.0/8'], true, 'acme.projects.localhost'), undefined)
    assert.equal(await slugAt([], true, 'acme.projects.localhost'), undefined)
    assert.equal(await slugAt(['127.0.0.0/8'], true, 'acme.projects.localhost, other.projects.localhost'), 400)
  })

  for (const target of ['/short', '/short?x=1', '/short?', 'http://localhost/short']) {
    it(`takes the short road for POST ${target}`, async () => {
      const { text } = await sendRaw(await open(), `POST ${target} HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`, {
        until: (received) => received.includes('short'),
      })
      assert.match(text, /short/)
    })
  }

  for (const [method, target] of [
    ['GET', '/short'],
    ['POST', '/short/'],
    ['POST', '/shorter'],
    ['POST', '/short;x'],
    ['POST', '//short'],
    ['POST', '/%73hort'],
  ]) {
    it(`leaves ${method} ${target} to the framework`, async () => {
      const [answer] = await ask(await open(), `${method} ${target} HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`)
      assert.equal(JSON.parse(answer?.body ?? '').url, target)
    })
  }

  it('keeps every request on the framework where there is no short road', async () => {
    const [answer] = await ask(
      await open(echo, { shortRoad: undefined }),
      `POST /short HTTP/1.1\r\n${HOST}Content-Length: 0\r\n\r\n`,
    )
    assert.equal(JSON.parse(answer?.body ?? '').url, '/short')
  })

  for (const [what, head] of Object.entries({
    'without a host': 'GET / HTTP/1.1\r\n\r\n',
    'with two hosts': 'GET / HTTP/1.1\r\nHost: a.projects.localhost\r\nHost: b.projects.localhost\r\n\r\n',
    'with a host that is none': 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n',
    'with a target that names a user': 'GET http://user@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  })) {
    it(`refuses a request ${what}, and the connection goes on`, async () => {
      const answers = await ask(await open(), `${head}GET /next HTTP/1.1\r\n${HOST}\r\n`, 2)
      assertEnvelope(answers[0], 400)
      assert.equal(JSON.parse(answers[1]?.body ?? '').url, '/next')
    })
  }

  it('needs no host in HTTP/1.0, and minds no expectation that it does not know', async () => {
    const port = await open()
    assert.equal((await ask(port, 'GET / HTTP/1.0\r\n\r\n'))[0]?.status, 200)
    assert.equal((await ask(port, `GET / HTTP/1.1\r\n${HOST}Expect: miracles\r\n\r\n`))[0]?.status, 200)
  })

  for (const [what, [status, text]] of Object.entries({
    'is not HTTP': [400, 'HELLO\r\n\r\n'],
    'has an unknown method': [400, `BREW / HTTP/1.1\r\n${HOST}\r\n`],
    'says its length twice': [400, `POST / HTTP/1.1\r\n${HOST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    'has a header with a control character': [400, `GET / HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`],
    'has too many headers': [431, `GET / HTTP/1.1\r\n${HOST}X: ${'x'.repeat(40_000)}\r\n\r\n`],
    'has a chunk that is none': [400, `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nzz\r\n`],
  } as const)) {
    it(`refuses what ${what} in our envelope, and hangs up`, async () => {
      const waiting: RequestListener = () => {}
      const answer = await sendRaw(await open(waiting), text, { waitMs: 3000 })
      assertEnvelope(parseAnswers(answer.text)[0], status)
      assert.equal(parseAnswers(answer.text)[0]?.headers.get('connection'), 'close')
      assert.ok(answer.isClosed)
      assert.ok(!answer.text.includes('xxxx'), 'nothing of the question is repeated')
    })
  }

  it('hangs up on who stays after being refused', async () => {
    const port = await open()
    const stubborn = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    stubborn.on('error', () => {}).write('HELLO\r\n\r\n')
    await once(stubborn.resume(), 'end')
    const deadline = Date.now() + 3000
    while ((await countConnections()) > 0 && Date.now() < deadline) await delay(100)
    const left = await countConnections()
    stubborn.destroy()
    assert.equal(left, 0)
  })

  it('does not let a refusal pass for the answer to the request before it', async () => {
    let finish = (): void => {}
    const slow: RequestListener = (_request, response) => {
      finish = () => response.end('late')
    }
    const port = await open(slow)
    const answer = await sendRaw(port, `GET /slow HTTP/1.1\r\n${HOST}\r\nHELLO\r\n\r\n`, { waitMs: 500 })
    finish()
    assert.equal(answer.text, '')
    assert.ok(answer.isClosed)
  })

  it('lets slow senders go, of headers and of bodies', async () => {
    const patience = { headersTimeoutMs: 150, requestTimeoutMs: 300, checkEveryMs: 50 }
    const port = await open(() => {}, { patience })
    for (const text of [`GET / HTTP/1.1\r\n${HOST}X-Slow: `, `POST / HTTP/1.1\r\n${HOST}Content-Length: 10\r\n\r\n{`]) {
      const answer = await sendRaw(port, text, { waitMs: 3000 })
      assertEnvelope(parseAnswers(answer.text)[0], 408)
      assert.ok(answer.isClosed)
    }
  })

  it('survives who hangs up in the middle of a request', async () => {
    const port = await open()
    await sendRaw(port, `POST / HTTP/1.1\r\n${HOST}Content-Length: 1000\r\n\r\n{"half`, { waitMs: 50 })
    assert.equal((await ask(port, `GET / HTTP/1.1\r\n${HOST}\r\n`))[0]?.status, 200)
  })

  it('asks for TLS from now on only where a trusted proxy says that there is TLS', async () => {
    const request = (scheme: string) => `GET / HTTP/1.1\r\n${HOST}X-Forwarded-Proto: ${scheme}\r\n\r\n`
    const hsts = async (port: number, text: string) => (await ask(port, text))[0]?.headers.get('strict-transport-security')
    const trusting = await open(echo, { isSecure: makeTransportReader(['127.0.0.0/8']) })
    assert.equal(await hsts(trusting, request('https')), 'max-age=63072000')
    assert.equal(await hsts(trusting, request('http')), undefined)
    assert.equal(await hsts(trusting, `GET / HTTP/1.1\r\n${HOST}\r\n`), undefined)
    assert.equal(await hsts(await open(echo, { isSecure: makeTransportReader(['10.0.0.0/8']) }), request('https')), undefined)
    assert.equal(await hsts(await open(), request('https')), undefined)
  })

  it('ends connections once it is stopping, also those of requests under way', async () => {
    const stop = new AbortController()
    let finish = (): void => {}
    const slow: RequestListener = (request, response) => {
      if (request.url === '/slow') finish = () => response.end('{}')
      else response.end('{}')
    }
    const port = await open(slow, { stopping: stop.signal })
    const underWay = sendRaw(port, `GET /slow HTTP/1.1\r\n${HOST}\r\n`, { waitMs: 2000 })
    await delay(50)
    stop.abort()
    finish()
    const [first, second] = await Promise.all([underWay, sendRaw(port, `GET / HTTP/1.1\r\n${HOST}\r\n`, { waitMs: 2000 })])
    for (const { text, isClosed } of [first, second]) {
      assert.match(text, /^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/is)
      assert.ok(isClosed)
    }
  })

  it('waits for the first request of a connection that was made just before it stopped listening', async () => {
    const stop = new AbortController()
    const port = await open(echo, { stopping: stop.signal })
    const [used, fresh] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')]
    used.write(`GET / HTTP/1.1\r\n${HOST}\r\n`)
    await once(used, 'data')
    stop.abort()
    NetServer.prototype.close.call(servers.at(-1))
    await once(used, 'end')
    fresh.write(`GET / HTTP/1.1\r\n${HOST}\r\n`)
    const [answer] = await once(fresh, 'data')
    assert.match(String(answer), /^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/is)
    for (const socket of [used, fresh]) socket.destroy()
  })
})

describe('a listener that cannot take more on', () => {
  const subjects: string[] = []
  const full = {
    ...openAdmission,
    enter: (_method: string | undefined, _url: string, subject: string) => Number(subjects.push(subject) < 0),
  }

  it('says so in our envelope, when to come back, and keeps the connection', async () => {
    const port = await open(echo, { admission: full })
    const request = `POST /short HTTP/1.1\r\n${HOST}X-Request-ID: "mine"\r\nContent-Length: 5\r\n\r\nhello`
    const answers = await ask(port, request + request, 2)
    assert.equal(answers.length, 2)
    for (const { status, headers, body } of answers) {
      assert.equal(status, 503)
      assert.equal(headers.get('retry-after'), '1')
      assert.equal(headers.get('x-request-id'), '"mine"')
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.notEqual(headers.get('connection'), 'close')
      const { error } = JSON.parse(body)
      assert.deepEqual([error.id, error.request, error.code], ['service_unavailable', '"mine"', 503])
    }
  })

  it('reads a large body away, so that the next request is found', async () => {
    const port = await open(echo, { admission: full })
    const large = `POST / HTTP/1.1\r\n${HOST}Content-Length: 200000\r\n\r\n${'x'.repeat(200_000)}`
    assert.deepEqual(
      (await ask(port, `${large}GET / HTTP/1.1\r\n${HOST}\r\n`, 2)).map(({ status }) => status),
      [503, 503],
    )
  })

  it('names whose work it is: the project that is addressed, or else the caller', async () => {
    const port = await open(echo, { admission: full })
    subjects.length = 0
    const authorization = 'Authorization: Bearer secret\r\n'
    await ask(port, `GET / HTTP/1.1\r\nHost: shop.projects.localhost\r\n${authorization}\r\n`)
    await ask(port, `GET /projects/Shop/v2alpha1/x HTTP/1.1\r\n${HOST}${authorization}\r\n`)
    await ask(port, `GET / HTTP/1.1\r\n${HOST}${authorization}\r\n`)
    await ask(port, `GET / HTTP/1.1\r\n${HOST}\r\n`)
    assert.deepEqual(subjects, ['shop', 'shop', 'Bearer secret', ''])
  })
})
