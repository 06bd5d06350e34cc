import assert from 'node:assert/strict'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type Administration, openAdministration } from '@latchkey/server/administration'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const ISSUE = '/v2alpha1/admin/issuedApiKeys'
const VERIFY = '/v2alpha1/admin/apiKeys:verify'
const BATCH = '/v2alpha1/admin/apiKeys:batchVerify'
const JWKS = '/v2alpha1/derivedKeys/jwks.json'
const GLOBEX_HOST = 'keys.globex.example'

let server: TestServer
let administration: Administration
/** The second project, with a host of its own. */
let globex: { readonly id: string; readonly slug: string; readonly projectKey: string }

const createKey = async (project: string, permissions: 'keys:verify'[] | undefined = undefined) => {
  const all = ['keys:verify', 'keys:read', 'keys:issue', 'keys:revoke'] as const
  return administration.createProjectApiKey({ project, name: 'e2e', permissions: permissions ?? all, expiresAt: undefined })
}

before(async () => {
  server = await startTestServer()
  administration = await openAdministration({ configFile: server.configFile, environment: server.environment })
  const { id, slug } = await administration.createProject({
    name: 'Globex',
    environment: 'prod',
    slug: 'globex',
    hosts: [GLOBEX_HOST],
  })
  globex = { id, slug, projectKey: (await createKey(slug)).credential.reveal() }
})
after(async () => {
  await administration.close()
  await server.stop()
})

interface Question {
  readonly host?: string
  readonly path: string
  readonly key?: string | undefined
  readonly body?: unknown
  readonly requestId?: string
}

interface Answered {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what came over the wire, whatever it is
  readonly body: any
}

/** One request with any `Host`, which `fetch` would not send. */
const ask = ({ host = 'localhost', path, key, body, requestId = 'r' }: Question): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const headers = {
      host,
      'x-request-id': requestId,
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    }
    const method = body === undefined ? 'GET' : 'POST'
    const sent = httpRequest({ port: server.port, host: '127.0.0.1', path, method, headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: JSON.parse(text) }),
      )
    })
    sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body))
  })

/** Every way of naming the second project. */
const forms = (): Record<string, { host?: string; base: string }> => ({
  'the host form': { host: 'globex.projects.localhost', base: '' },
  'the host form with port, dot and capitals': { host: 'GLOBEX.projects.localhost.:4420', base: '' },
  'the path form by slug': { base: '/projects/globex' },
  'the path form by id': { base: `/projects/${globex.id}` },
  'the path form on an address': { host: '127.0.0.1:4420', base: '/projects/globex' },
  'the path form on an IPv6 address': { host: '[::1]:4420', base: '/projects/globex' },
  'its own domain': { host: `${GLOBEX_HOST}:443`, base: '' },
  'nothing but the key': { base: '' },
  'nothing but the key, on a host of the operator': { host: 'latchkey.internal.example', base: '' },
})

describe('a project is reached by', () => {
  for (const form of [
    'the host form',
    'the host form with port, dot and capitals',
    'the path form by slug',
    'the path form by id',
    'the path form on an address',
    'the path form on an IPv6 address',
    'its own domain',
    'nothing but the key',
    'nothing but the key, on a host of the operator',
  ]) {
    it(form, async () => {
      const { host, base } = forms()[form] ?? { base: '' }
      const at = (path: string) => ({ ...(host === undefined ? {} : { host }), path: `${base}${path}`, key: globex.projectKey })
      const issued = await ask({ ...at(ISSUE), body: { name: form } })
      assert.equal(issued.status, 201)
      const location = issued.headers.location ?? ''
      assert.equal(location, `${base}${ISSUE}/${issued.body.issued_api_key.key_id}`)
      const read = await ask({ ...at(''), path: location })
      assert.equal(read.body.name, form, 'the location leads to the key')
      const verified = await ask({ ...at(VERIFY), body: { credential: issued.body.secret } })
      assert.equal(verified.body.is_valid, true)
      assert.match(verified.body.issuer, /globex/)
      const many = await ask({ ...at(BATCH), body: { requests: [{ credential: issued.body.secret }] } })
      assert.equal(many.body.results[0].is_valid, true)
    })
  }
})

describe('a key and an address that name different projects', () => {
  const strangers = (): Record<string, Question> => ({
    'the host of another project': { host: 'globex.projects.localhost', path: ISSUE, key: server.projectKey },
    'the path of another project, by slug': { path: `/projects/globex${ISSUE}`, key: server.projectKey },
    'the path of another project, by id': { path: `/projects/${globex.id}${ISSUE}`, key: server.projectKey },
    'the domain of another project': { host: GLOBEX_HOST, path: ISSUE, key: server.projectKey },
    'its own path on the domain of another project': {
      host: GLOBEX_HOST,
      path: `/projects/${server.slug}${ISSUE}`,
      key: server.projectKey,
    },
    'the host of no project': { host: 'nobody.projects.localhost', path: ISSUE, key: server.projectKey },
    'the path of no project': { path: `/projects/nobody${ISSUE}`, key: server.projectKey },
    'the path of no project, by id': { path: `/projects/00000000-0000-4000-8000-000000000000${ISSUE}`, key: server.projectKey },
    'an unknown key': { path: ISSUE, key: `${server.projectKey.slice(0, -1)}_` },
    'no key': { path: ISSUE },
    'verification at another project': { path: `/projects/globex${VERIFY}`, key: server.projectKey, body: { credential: 'x' } },
    'verification at no project': {
      host: 'nobody.projects.localhost',
      path: VERIFY,
      key: server.projectKey,
      body: { credential: 'x' },
    },
  })

  it('get the same bytes as an unknown key', async () => {
    const answers = await Promise.all(Object.values(strangers()).map(ask))
    for (const [index, name] of Object.keys(strangers()).entries()) assert.equal(answers[index]?.status, 401, name)
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    const shape = ({ headers }: Answered) => Object.keys(headers).sort().join()
    assert.equal(new Set(answers.map(shape)).size, 1)
  })

  it('are not reconciled by headers that a caller may write', async () => {
    const forged = { 'x-forwarded-host': 'globex.projects.localhost', 'x-original-url': `/projects/globex${ISSUE}` }
    const { body } = await server.call('GET', ISSUE, undefined, forged)
    const { body: plain } = await server.call('GET', ISSUE)
    assert.deepEqual(body, plain)
  })

  it('do not meet through a credential either: a key of one project is unknown in the other', async () => {
    const { body } = await ask({ path: ISSUE, key: globex.projectKey, body: { name: 'theirs' } })
    const ours = await server.call('POST', VERIFY, { credential: body.secret })
    const never = await server.call('POST', VERIFY, { credential: 'never-seen' })
    assert.deepEqual(ours.body, never.body)
    assert.equal((await server.call('GET', `${ISSUE}/${body.issued_api_key.key_id}`)).status, 404)
  })
})

describe('the public endpoints', () => {
  const kidOf = async (question: Question) => (await ask(question)).body.keys?.[0]?.kid

  it('belong to the named project, and to the default one where none is named', async () => {
    const kid = await kidOf({ path: JWKS })
    assert.equal(kid, await kidOf({ path: `/projects/${server.slug}${JWKS}` }))
    assert.equal(kid, await kidOf({ host: 'latchkey.internal.example', path: JWKS }))
    const theirs = await kidOf({ host: 'globex.projects.localhost', path: JWKS })
    assert.notEqual(kid, theirs)
    assert.equal(theirs, await kidOf({ host: GLOBEX_HOST, path: JWKS }))
    assert.equal(theirs, await kidOf({ path: `/projects/globex${JWKS}` }))
  })

  it('say 404 for a project that does not exist', async () => {
    for (const question of [{ host: 'nobody.projects.localhost', path: JWKS }, { path: `/projects/nobody${JWKS}` }])
      assert.equal((await ask(question)).status, 404)
  })

  it('revoke a key only where it belongs', async () => {
    const { body } = await ask({ path: ISSUE, key: globex.projectKey, body: { name: 'leaked' } })
    const revoke = (base: string) => ask({ path: `${base}/v2alpha1/apiKeys:selfRevoke`, body: { credential: body.secret } })
    assert.equal((await revoke('')).body.error.id, 'api_key_not_found')
    assert.equal((await revoke('/projects/globex')).status, 200)
  })
})

describe('what an operator changes beside the running server', () => {
  const until = async (isSo: () => Promise<boolean>, withinMs: number): Promise<boolean> => {
    for (const deadline = performance.now() + withinMs; performance.now() < deadline; await delay(5))
      if (await isSo()) return true
    return isSo()
  }

  it('holds at once for a new key, and no longer once deleting it has come back', async () => {
    const { accessKey, credential } = await createKey(server.slug)
    const list = async () => (await ask({ path: ISSUE, key: credential.reveal() })).status
    assert.equal(await list(), 200)
    assert.equal(await list(), 200, 'and it is remembered now')
    await administration.deleteProjectApiKey(server.slug, accessKey.id)
    assert.equal(await list(), 401)
  })

  it('cannot delete a key through another project', async () => {
    const { accessKey, credential } = await createKey('globex')
    await assert.rejects(administration.deleteProjectApiKey(server.slug, accessKey.id), { code: 'not_found' })
    assert.equal((await ask({ path: ISSUE, key: credential.reveal() })).status, 200)
  })

  it('is served soon after a project was created, although it was asked for before', async () => {
    const jwks = async () => (await ask({ host: 'late.projects.localhost', path: JWKS })).status
    assert.equal(await jwks(), 404)
    await administration.createProject({ name: 'Late', environment: 'dev', slug: 'late', hosts: ['late.example'] })
    assert.ok(await until(async () => (await jwks()) === 200, 500))
  })

  it('keeps a key to what it was given', async () => {
    const { credential } = await createKey(server.slug, ['keys:verify'])
    assert.equal((await ask({ path: VERIFY, key: credential.reveal(), body: { credential: 'x' } })).status, 200)
    assert.equal((await ask({ path: ISSUE, key: credential.reveal() })).status, 403)
  })

  it('may leave API keys off: the project then says so to its own callers', async () => {
    const { slug } = await administration.createProject({ name: 'Off', environment: 'dev', slug: 'off', apiKeysEnabled: false })
    const { credential } = await createKey(slug)
    for (const path of [ISSUE, `/projects/off${ISSUE}`]) {
      const { status, body } = await ask({ path, key: credential.reveal() })
      assert.deepEqual([status, body.error.id], [403, 'feature_not_available'])
    }
    const verified = await ask({ path: VERIFY, key: credential.reveal(), body: { credential: 'x' } })
    assert.equal(verified.body.error.id, 'feature_not_available')
  })
})
