import assert from 'node:assert/strict'
import { request } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { exchange, type RawReply, requestText } from '../support/raw-http.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
/** What every address of the console answers with that is nothing else. */
let page: string
/** A file whose name changes with its content. */
let asset: string

before(async () => {
  server = await startTestServer()
  page = (await get('/console')).body
  asset = /src="(\/console\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? ''
  assert.notEqual(asset, '', 'the console is not built: npm run build')
})
after(() => server.stop())

const send = (method: string, target: string, headers: readonly string[] = [], to = server): Promise<RawReply> =>
  exchange(to.port, requestText(method, target, ['Host: localhost', ...headers]))
const get = (target: string, headers: readonly string[] = [], to = server): Promise<RawReply> => send('GET', target, headers, to)

const own = (headers: Readonly<Record<string, string>>): Promise<Response> => fetch(server.endpoint + asset, { headers })

/** Ways out of the folder, and into what is in it without being a file of the console. */
const hostileTargets = (): readonly string[] => {
  const ways = [
    '..',
    '%2e%2e',
    '.%2e',
    '..%2f',
    '..%5c',
    '..\\',
    '....//',
    '..;',
    '%252e%252e',
    '%c0%ae%c0%ae',
    '..%00',
    '%u002e%u002e',
  ]
  const goals = ['package.json', 'etc/passwd', 'packages/console/vite.config.ts', 'index.html', '.sources']
  const folders = ['/console/', '/console/assets/', '/console//', '/console/./', '/console/x/']
  return [
    ...folders.flatMap((folder) =>
      ways.flatMap((way) => goals.flatMap((goal) => [1, 4].map((depth) => `${folder}${`${way}/`.repeat(depth)}${goal}`))),
    ),
    ...['.sources', 'index.html', `..${asset}`, '__proto__', 'constructor', 'toString', 'assets', 'assets/'].map(
      (name) => `/console/${name}`,
    ),
    ...[`${asset}.br`, `${asset}.gz`, `${asset}/`, `${asset}%00`, `${asset}%00.css`, `${asset}%`, `${asset}%zz`, `/${asset}`],
    ...['/console/%2fetc/passwd', '/console//etc/passwd', '/console/file:///etc/passwd', '/console/\u00a0', '/console/%ff%fe'],
    ...['http://localhost/console/../../etc/passwd', 'http://evil.example/console/assets/../x', 'file:///etc/passwd'],
    `/console/${'a'.repeat(15_000)}`,
    `/console/assets/${'../'.repeat(4_000)}etc/passwd`,
    `/console/${'%2e%2e%2f'.repeat(1_500)}etc/passwd`,
    `/console/?${'x='.repeat(7_000)}`,
  ]
}

describe('the files of the console', () => {
  it('are all that any spelling of a path reaches', async () => {
    const index = (await get('/console/setup')).body
    assert.equal(index, page)
    const wrong: string[] = []
    for (const target of hostileTargets()) {
      const { status, body, headers } = await get(target)
      const isPage = status === 200 && body === page && headers['cache-control'] === 'no-cache'
      const isRefusal = [400, 404, 414, 431].includes(status) && !/root:|workspaces|defineConfig/.test(body)
      if (!isPage && !isRefusal) wrong.push(`${target.slice(0, 80)}: ${status} ${body.slice(0, 60)}`)
    }
    assert.deepEqual(wrong, [])
  })

  it('that do not exist are not found, and nobody keeps that answer', async () => {
    for (const target of ['/console/assets/nothing.js', '/console/assets/', '/console/api/nothing', '/console/ASSETS/x.js']) {
      const { status, headers } = await get(target)
      assert.deepEqual([target, status, headers['cache-control']], [target, 404, 'no-store'])
    }
  })

  it('are only read', async () => {
    for (const target of ['/console', '/console/home', asset]) {
      for (const method of ['HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
        const { status, body, headers } = await send(method, target)
        const expected = target === '/console' ? [405, 'GET'] : [404, undefined]
        assert.deepEqual([status, headers['allow']], expected, `${method} ${target}`)
        assert.doesNotMatch(body, /<html/)
      }
    }
  })

  it('are whole whatever part or version is asked for', async () => {
    const whole = await own({})
    const text = await whole.text()
    for (const headers of [
      { range: 'bytes=0-9' },
      { range: 'bytes=9999999999-' },
      { range: 'bytes=0-0,-1,5-2' },
      { 'if-none-match': '*' },
      { 'if-none-match': '"x"' },
      { 'if-match': '"x"' },
      { 'if-modified-since': 'Sat, 01 Jan 2050 00:00:00 GMT' },
      { 'if-unmodified-since': 'not a date' },
      { 'if-range': '"x"', range: 'bytes=0-9' },
    ]) {
      const reply = await fetch(server.endpoint + asset, { headers })
      assert.deepEqual([reply.status, (await reply.text()) === text], [200, true], JSON.stringify(headers))
    }
    assert.equal(whole.headers.get('cache-control'), 'public, max-age=31536000, immutable')
  })

  it('are compressed as the browser can read it, and the same for all', async () => {
    const text = (await get(asset, ['Accept-Encoding: identity'])).body
    for (const [accepted, coding] of [
      ['br, gzip', 'br'],
      ['gzip, deflate', 'gzip'],
      ['BR;q=1.0', 'br'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
      ['br; q=0.000', undefined],
      ['brotli, x-gzip', undefined],
      ['', undefined],
      [',,;=;q=,', undefined],
      [`${'x,'.repeat(3000)}gzip`, 'gzip'],
    ] as const) {
      const { headers, bytes } = await rawBytes(accepted)
      assert.equal(headers.get('content-encoding') ?? undefined, coding, accepted.slice(0, 40))
      assert.equal(headers.get('vary')?.toLowerCase(), 'accept-encoding')
      const plain = decoders[coding ?? 'identity'](bytes)
      assert.equal(plain.toString('utf8'), text, accepted.slice(0, 40))
    }
  })

  it('are not on the host of a project, nor where the console is switched off', async () => {
    const onProject = ['Host: default.projects.localhost']
    const off = await startTestServer({ config: { console: { enabled: false } } })
    try {
      for (const target of ['/', '/console', '/console/home', '/console/before-paint.js', asset]) {
        assert.equal((await exchange(server.port, requestText('GET', target, onProject))).status, 404, target)
        assert.equal((await get(target, [], off)).status, 404, target)
      }
    } finally {
      await off.stop()
    }
  })
})

const decoders = { br: brotliDecompressSync, gzip: gunzipSync, identity: (bytes: Buffer): Buffer => bytes } as const

/** What `fetch` would have decompressed. */
async function rawBytes(accepted: string): Promise<{ headers: Headers; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    const asking = request(server.endpoint + asset, { headers: { 'accept-encoding': accepted } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ headers: new Headers(answer.headers as Record<string, string>), bytes: Buffer.concat(chunks) }),
      )
    })
    asking.on('error', reject).end()
  })
}
