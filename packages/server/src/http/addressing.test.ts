import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeAddressing } from './addressing.ts'

const addressOf = makeAddressing('projects.example.com')
const JWKS = '/v2alpha1/derivedKeys/jwks.json'
const ID = '0b9c5d9e-6f0a-4a57-9a4f-0d1e2c3b4a59'
const bare = { reference: undefined, url: JWKS, base: '' }
const acme = { reference: { slug: 'acme' }, url: JWKS, base: '' }

describe('addressing', () => {
  for (const host of [
    'acme.projects.example.com',
    'ACME.Projects.Example.COM',
    'acme.projects.example.com:4420',
    'acme.projects.example.com.',
    'acme.projects.example.com.:4420',
  ]) {
    it(`reads the project of ${host}`, () => assert.deepEqual(addressOf(host, JWKS), acme))
  }

  for (const host of [undefined, '', 'localhost', 'localhost:4420', '127.0.0.1:4420', '[::1]', '[::1]:4420', '10.0.0.1']) {
    it(`takes ${host} for no project's`, () => assert.deepEqual(addressOf(host, JWKS), bare))
  }

  it('takes any other name for a possible custom domain', () => {
    assert.deepEqual(addressOf('Keys.Acme.example:443', JWKS)?.reference, { host: 'keys.acme.example' })
    assert.deepEqual(addressOf('projects.example.com', JWKS)?.reference, { host: 'projects.example.com' })
  })

  for (const host of [
    'a.example, b.example',
    'a b',
    'user@acme.projects.example.com',
    'acme/projects.example.com',
    '[::1',
    'a:b',
    'a:1:2',
    'ü',
  ]) {
    it(`refuses the host ${host}`, () => assert.equal(addressOf(host, JWKS), undefined))
  }

  it('reads id or slug from the path on any other host, in either case', () => {
    const base = `/projects/${ID}`
    assert.deepEqual(addressOf('localhost', `${base}${JWKS}?x=1`), { reference: { id: ID }, url: `${JWKS}?x=1`, base })
    const loud = `/projects/${ID.toUpperCase()}`
    assert.deepEqual(addressOf('localhost', `${loud}${JWKS}`), { reference: { id: ID }, url: JWKS, base: loud })
    assert.deepEqual(addressOf('localhost', `/projects/Acme${JWKS}`), {
      reference: { slug: 'acme' },
      url: JWKS,
      base: '/projects/Acme',
    })
  })

  it("keeps the host beside a path: it may be a project's own", () => {
    assert.deepEqual(addressOf('keys.acme.example', `/projects/globex${JWKS}`), {
      reference: { slug: 'globex' },
      url: JWKS,
      base: '/projects/globex',
      hostBesidePath: { host: 'keys.acme.example' },
    })
  })

  it('reads no path where the host has named a project already', () => {
    const url = `/projects/globex${JWKS}`
    assert.deepEqual(addressOf('acme.projects.example.com', url), { reference: { slug: 'acme' }, url, base: '' })
  })

  for (const url of [
    '/projects/acme',
    '/projects/acme/',
    '/projects/acme/v2alpha1',
    '/projects//v2alpha1/x',
    '/projects/a/b/v2alpha1/x',
    '/projects/acme%2F/v2alpha1/x',
    '/projects/../v2alpha1/x',
    `/projects/${'a'.repeat(65)}/v2alpha1/x`,
    '/Projects/acme/v2alpha1/x',
  ]) {
    it(`leaves ${url.slice(0, 40)} as it is`, () =>
      assert.deepEqual(addressOf('localhost', url), { reference: undefined, url, base: '' }))
  }

  it('follows the target rather than the header in absolute form (RFC 9112 §3.2.2)', () => {
    assert.deepEqual(addressOf('globex.projects.example.com', `http://acme.projects.example.com:80${JWKS}`), acme)
    assert.deepEqual(addressOf('globex.projects.example.com', `HTTPS://localhost${JWKS}`), bare)
    assert.deepEqual(addressOf('localhost', 'http://localhost'), { ...bare, url: '/' })
    assert.deepEqual(addressOf('localhost', 'http://localhost?x'), { ...bare, url: '/?x' })
    assert.equal(addressOf('localhost', `http://user@acme.projects.example.com${JWKS}`), undefined)
  })

  it('does not mistake one host for the one before', () => {
    const seen = ['acme', 'globex', 'acme'].map((slug) => addressOf(`${slug}.projects.example.com`, JWKS)?.reference)
    assert.deepEqual(seen, [{ slug: 'acme' }, { slug: 'globex' }, { slug: 'acme' }])
    assert.equal(addressOf('a b', JWKS), undefined)
    assert.equal(addressOf('a b', JWKS), undefined)
    assert.deepEqual(addressOf(undefined, JWKS), bare)
  })
})
