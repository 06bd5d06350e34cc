import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { errorAnswer, keyRecord, type StubAnswer, type StubApi, type StubRequest, startStubApi } from '@latchkey/testkit/stub-api'
import { runLatchkey } from '../main.ts'
import { type CliSurroundings, runCli } from '../testing/run-cli.ts'

const WORKSPACE_KEY = 'ory_wak_canaryWorkspace'
const SHOP = { id: 'id-shop', slug: 'shop', name: 'Shop', environment: 'dev', state: 'running' }
const BANK = { id: 'id-bank', slug: 'bank', name: 'Bank', environment: 'dev', state: 'running' }
const SHOP_KEY = 'ory_pat_canaryShop'
const BANK_KEY = 'ory_pat_canaryBank'

/** Which projects a key sees, as a server would say it. */
const projectsOf: Readonly<Record<string, readonly object[]>> = {
  [`Bearer ${WORKSPACE_KEY}`]: [SHOP, BANK],
  [`Bearer ${SHOP_KEY}`]: [SHOP],
  [`Bearer ${BANK_KEY}`]: [BANK],
}

describe('latchkey auth', () => {
  let api: StubApi
  let other: StubApi
  let folder: string
  let file: string
  let environment: Record<string, string>
  before(async () => {
    const answer = ({ path, headers }: StubRequest): StubAnswer => {
      if (path !== '/projects') return { body: keyRecord() }
      const body = projectsOf[headers.authorization ?? '']
      return body === undefined ? errorAnswer(401, 'unauthorized', 'Access credentials are invalid') : { body }
    }
    api = await startStubApi(answer)
    other = await startStubApi(answer)
  })
  after(() => Promise.all([api.stop(), other.stop()]))
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-login-'))
    file = join(folder, 'latchkey', 'credentials.json')
    environment = { XDG_CONFIG_HOME: folder }
  })
  afterEach(() => rm(folder, { recursive: true }))

  const run = (words: readonly string[], surroundings: CliSurroundings = {}) =>
    runCli([...words, '--format', 'json'], { environment, ...surroundings })
  const login = async (apiKey: string, endpoint = api.endpoint) => {
    const { code, stderr } = await run(['auth', '-', '-e', endpoint], { stdin: `${apiKey}\n` })
    assert.equal(code, 0, stderr)
  }
  const sent = async (words: readonly string[], extra: Record<string, string> = {}, server = api) => {
    const before = server.requests.length
    const { stderr } = await run(words, { environment: { ...environment, ...extra } })
    const request = server.requests[before]
    assert.ok(request !== undefined, `nothing was sent: ${stderr}`)
    return [request.path, request.headers.authorization]
  }
  const keyPath = (project: string) => `/projects/${project}/v2alpha1/admin/issuedApiKeys/k`
  const getKey = ['keys', 'issued', 'get', 'k']

  it('keeps a key readable for its owner only, and never prints it', async () => {
    const stored = await run(['auth', '-', '-e', api.endpoint], { stdin: WORKSPACE_KEY })
    assert.equal((await stat(file)).mode & 0o777, 0o600)
    assert.equal((await stat(join(folder, 'latchkey'))).mode & 0o777, 0o700)
    const status = await run(['auth', 'status'])
    assert.deepEqual(JSON.parse(status.stdout).workspace_api_key, { last_characters: 'pace' })
    assert.equal(JSON.stringify([stored, status]).includes('canary'), false)
  })

  it('takes the key from the environment or a file, too', async () => {
    const words = ['auth', '-e', api.endpoint]
    assert.equal((await run(words, { environment: { ...environment, LATCHKEY_WORKSPACE_API_KEY: WORKSPACE_KEY } })).code, 0)
    await run(['auth', 'logout'])
    assert.equal((await run(words, { environment: { ...environment, ORY_PROJECT_API_KEY: SHOP_KEY } })).code, 0)
    const keyFile = join(folder, 'key')
    await writeFile(keyFile, `${BANK_KEY}\n`)
    assert.equal((await run([...words, '--api-key-file', keyFile])).code, 0)
    assert.equal(JSON.parse((await run(['auth', 'status'])).stdout).project_api_keys.length, 2)
  })

  it('asks a person for the key, without showing it', async () => {
    const modes: boolean[] = []
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => modes.push(on) })
    const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true })]
    const terminal = { stdin, stdout, stderr, environment, now: Date.now }
    const code = runLatchkey(['auth', '-e', api.endpoint], terminal)
    stdin.write(`${WORKSPACE_KEY}\r`)
    assert.equal(await code, 0)
    assert.deepEqual(modes, [true, false])
    const shown = String(stderr.read())
    assert.equal(shown.includes('canary'), false)
    assert.ok(shown.startsWith(`API key for ${api.endpoint}: `))
    assert.equal(String(stdout.read()).includes('canary'), false)
  })

  it('stores nothing that the server refuses, or that is no API key', async () => {
    assert.equal((await run(['auth', '-', '-e', api.endpoint], { stdin: 'ory_wak_unknown' })).code, 1)
    const before = api.requests.length
    const wrong = await run(['auth', '-', '-e', api.endpoint], { stdin: 'canary' })
    assert.deepEqual([wrong.code, wrong.stderr.includes('canary')], [2, false])
    assert.equal((await run(['auth', '-', '-e', 'http://127.0.0.1:1'], { stdin: WORKSPACE_KEY })).code, 3)
    assert.equal(api.requests.length, before)
    await assert.rejects(stat(file), { code: 'ENOENT' })
  })

  it('sends each key where it belongs, and to the server it was stored for', async () => {
    await login(WORKSPACE_KEY)
    await login(SHOP_KEY)
    assert.deepEqual(await sent(['list', 'projects']), ['/projects', `Bearer ${WORKSPACE_KEY}`])
    assert.deepEqual(await sent(getKey), [keyPath('id-shop'), `Bearer ${SHOP_KEY}`])
    const elsewhere = '/v2alpha1/admin/issuedApiKeys/k'
    assert.deepEqual(await sent([...getKey, '-e', other.endpoint], {}, other), [elsewhere, undefined])
    assert.deepEqual(await sent(getKey, { LATCHKEY_ENDPOINT: other.endpoint }, other), [elsewhere, undefined])
    assert.deepEqual(await sent([...getKey, '-e', `${api.endpoint}/`]), [keyPath('id-shop'), `Bearer ${SHOP_KEY}`])
  })

  it('gives way to options and the environment', async () => {
    await login(WORKSPACE_KEY)
    await login(SHOP_KEY)
    assert.deepEqual(await sent(getKey, { LATCHKEY_PROJECT_API_KEY: 'ory_pat_env' }), [keyPath('id-shop'), 'Bearer ory_pat_env'])
    assert.equal((await sent(['list', 'projects'], { LATCHKEY_WORKSPACE_API_KEY: 'ory_wak_env' }))[1], 'Bearer ory_wak_env')
    const keyFile = join(folder, 'key')
    await writeFile(keyFile, 'ory_wak_file')
    assert.equal((await sent(['list', 'projects', '--api-key-file', keyFile]))[1], 'Bearer ory_wak_file')
  })

  it('picks the key of the project that is meant', async () => {
    await login(SHOP_KEY)
    await login(BANK_KEY)
    assert.deepEqual(await sent(getKey), [keyPath('id-bank'), `Bearer ${BANK_KEY}`])
    assert.deepEqual(await sent([...getKey, '--project', 'shop']), [keyPath('shop'), `Bearer ${SHOP_KEY}`])
    assert.deepEqual(await sent([...getKey, '-e', `${api.endpoint}/projects/shop`]), [keyPath('shop'), `Bearer ${SHOP_KEY}`])
    assert.deepEqual(await sent([...getKey, '--project', 'third']), [keyPath('third'), undefined])
    assert.equal((await run(['use', 'project', 'shop'])).code, 0)
    assert.deepEqual(await sent(getKey), [keyPath('id-shop'), `Bearer ${SHOP_KEY}`])
  })

  it('uses a project that the key sees, and no other', async () => {
    await login(WORKSPACE_KEY)
    assert.deepEqual(JSON.parse((await run(['use', 'project', 'bank'])).stdout), { id: 'id-bank', slug: 'bank' })
    assert.equal((await sent(getKey))[0], keyPath('id-bank'))
    const unknown = await run(['use', 'project', 'third'])
    assert.deepEqual([unknown.code, /no project third/.test(unknown.stderr)], [1, true])
    const words = ['use', 'project', 'shop', '-e', other.endpoint]
    assert.match((await run(words)).stderr, /The stored login is for another server/)
    assert.equal((await sent(getKey))[0], keyPath('id-bank'))
  })

  it('uses a project without a stored key', async () => {
    const given = { ...environment, LATCHKEY_ENDPOINT: api.endpoint, LATCHKEY_PROJECT_API_KEY: SHOP_KEY }
    assert.equal((await run(['use', 'project', 'shop'], { environment: given })).code, 0)
    assert.equal((await readFile(file, 'utf8')).includes('canary'), false)
    assert.deepEqual(await sent(getKey, given), [keyPath('id-shop'), `Bearer ${SHOP_KEY}`])
  })

  it('forgets the keys of one server with a login to another', async () => {
    await login(WORKSPACE_KEY)
    await login(SHOP_KEY, other.endpoint)
    const { endpoint, workspace_api_key: workspaceKey } = JSON.parse((await run(['auth', 'status'])).stdout)
    assert.deepEqual([endpoint, workspaceKey], [other.endpoint, null])
  })

  it('is forgotten at logout, even when it is damaged', async () => {
    await mkdir(join(folder, 'latchkey'))
    for (const text of ['', '{', '[]', '{"endpoint":1}', '{"endpoint":"http://x","projectApiKeys":[{"id":"canary"}]}']) {
      await writeFile(file, text, { mode: 0o600 })
      const { code, stderr } = await run(['list', 'projects'])
      assert.deepEqual([code, /is damaged: .*auth logout/.test(stderr), stderr.includes('canary')], [1, true, false])
      assert.equal((await run(['auth', 'logout'])).code, 0)
    }
    assert.match((await run(['auth', 'logout'])).stderr, /Nothing was stored/)
    assert.equal((await run(['auth', 'status'])).code, 1)
  })

  it('warns when others can read it', { skip: process.platform === 'win32' }, async () => {
    await login(WORKSPACE_KEY)
    assert.doesNotMatch((await run(['list', 'projects'])).stderr, /warning/)
    await chmod(file, 0o644)
    assert.match((await run(['list', 'projects', '-q'])).stderr, /^warning: Others .* can read the stored login: chmod 600/)
    await login(SHOP_KEY)
    assert.equal((await stat(file)).mode & 0o777, 0o600)
  })

  it('lies in the home of a user who says nothing else', async () => {
    const home = { HOME: folder, XDG_CONFIG_HOME: 'relative' }
    const words = ['auth', '-', '-e', api.endpoint]
    assert.equal((await run(words, { environment: home, stdin: WORKSPACE_KEY })).code, 0)
    assert.ok((await stat(join(folder, '.config', 'latchkey', 'credentials.json'))).isFile())
    const homeless = await run(words, { environment: {}, stdin: WORKSPACE_KEY })
    assert.match(homeless.stderr, /set HOME or XDG_CONFIG_HOME/)
  })
})
