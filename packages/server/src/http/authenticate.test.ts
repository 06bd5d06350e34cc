import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { formatAccessKey, hashAccessKey } from '@latchkey/core/credential/access-key-secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import { buildProject } from '@latchkey/testkit/build-project'
import { buildAccessKey } from '@latchkey/testkit/builders'
import { atMs, FakeClock } from '@latchkey/testkit/fake-clock'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { ACCESS_KEYS_MAX, makeAccessKeys } from './access-keys.ts'
import { type AdminCaller, makeAuthenticator, openAuthenticator } from './authenticate.ts'

const random = new SeededRandom('callers')

function open() {
  const clock = new FakeClock()
  const stored = new Map<string, AccessKey>()
  const reads: string[] = []
  const store: { findByHash(hash: string): Awaitable<AccessKey | undefined> } = {
    findByHash: (hash) => {
      reads.push(hash)
      return stored.get(hash)
    },
  }
  const add = (overrides: Partial<AccessKey> = {}, kind: AccessKey['kind'] = 'project') => {
    const secret = formatAccessKey(kind, random.bytes(64))
    const accessKey = buildAccessKey({ kind, hash: hashAccessKey(secret), ...overrides })
    stored.set(accessKey.hash, accessKey)
    return { secret, accessKey }
  }
  const accessKeys = makeAccessKeys(store, clock)
  const { authenticate } = makeAuthenticator(accessKeys)
  const authenticator = {
    ...accessKeys,
    authenticate: (authorization: string | undefined) => authenticate({ headers: { authorization } }, site),
  }
  return { clock, stored, reads, store, add, authenticator }
}

const project = buildProject()
const site = { isSecure: false, host: 'localhost' }
const isUnauthorized = { name: 'DomainError', code: 'unauthorized' }
const known = (caller: Awaitable<AdminCaller>): AdminCaller => {
  if (caller instanceof Promise) throw new Error('expected an answer at once')
  return caller
}

describe('authentication of callers', () => {
  it('recognises a project API key, says what it may do and asks the store once', () => {
    const { authenticator, add, reads } = open()
    const { secret, accessKey } = add({ permissions: ['keys:verify'], name: 'gateway' })
    const caller = known(authenticator.authenticate(`Bearer ${secret}`))
    assert.deepEqual(caller.audit, { kind: 'access_key', id: accessKey.id, name: 'gateway' })
    assert.equal(caller.projectId, accessKey.ownerId)
    assert.deepEqual([...(caller.permissionsIn(project) ?? [])], ['keys:verify'])
    assert.equal(known(authenticator.authenticate(`bearer ${secret}`)), caller)
    assert.equal(known(authenticator.authenticate(`BEARER   ${secret}  `)), caller)
    assert.equal(reads.length, 1)
  })

  it('answers everything else alike', () => {
    const { authenticator, add, reads } = open()
    const { secret } = add()
    const { secret: ofWorkspace } = add({}, 'workspace')
    const { secret: neverStored } = { secret: formatAccessKey('project', random.bytes(64)) }
    const attempts = [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      secret,
      `Basic ${secret}`,
      `Bearer${secret}`,
      `Bearer ${secret}x`,
      `Bearer ${secret.slice(0, -1)}`,
      `Bearer ${secret.toUpperCase()}`,
      `Bearer ${secret}, Bearer ${secret}`,
      `Bearer ${ofWorkspace}`,
      `Bearer ${neverStored}`,
      `Bearer ory_pat_${'a'.repeat(600)}`,
      'Bearer ory_ak_v1_x_y',
    ]
    for (const attempt of attempts) assert.throws(() => authenticator.authenticate(attempt), isUnauthorized, attempt)
    assert.ok(!reads.includes(hashAccessKey(ofWorkspace)), 'another kind is not even looked for')
  })

  it('does not let a stored workspace key in, should one ever carry the hash of a project key', () => {
    const { authenticator, stored, add } = open()
    const { secret, accessKey } = add()
    stored.set(accessKey.hash, { ...accessKey, kind: 'workspace' })
    assert.throws(() => authenticator.authenticate(`Bearer ${secret}`), isUnauthorized)
  })

  it('refuses from the very instant of expiry, remembered or not', () => {
    const { authenticator, add, clock } = open()
    const { secret } = add({ expiresAt: atMs(1000) })
    const { secret: other } = add({ expiresAt: atMs(1000) })
    clock.advance(999)
    known(authenticator.authenticate(`Bearer ${secret}`))
    clock.advance(1)
    for (const late of [secret, other]) assert.throws(() => authenticator.authenticate(`Bearer ${late}`), isUnauthorized)
  })

  it('forgets a deleted key at once, and only that one', () => {
    const { authenticator, add, stored, reads } = open()
    const [first, second] = [add(), add()]
    for (const { secret } of [first, second]) known(authenticator.authenticate(`Bearer ${secret}`))
    stored.delete(first.accessKey.hash)
    authenticator.forget(first.accessKey.hash)
    assert.throws(() => authenticator.authenticate(`Bearer ${first.secret}`), isUnauthorized)
    known(authenticator.authenticate(`Bearer ${second.secret}`))
    assert.deepEqual(reads.length, 3)
    authenticator.forgetAll()
    known(authenticator.authenticate(`Bearer ${second.secret}`))
    assert.deepEqual(reads.length, 4)
  })

  it('does not remember a key that was deleted while it was being read', async () => {
    const { authenticator, add, store, stored } = open()
    const { secret, accessKey } = add()
    const found = stored.get(accessKey.hash)
    let deliver = (_key: AccessKey | undefined): void => {}
    store.findByHash = () =>
      new Promise((resolve) => {
        deliver = resolve
      })
    const reading = authenticator.authenticate(`Bearer ${secret}`)
    authenticator.forget(accessKey.hash)
    deliver(found)
    await reading
    store.findByHash = () => undefined
    assert.throws(() => authenticator.authenticate(`Bearer ${secret}`), isUnauthorized)
  })

  it('remembers no more callers than it has room for, and no absence', () => {
    const { authenticator, add, reads, stored } = open()
    const secrets = Array.from({ length: ACCESS_KEYS_MAX + 1 }, () => add().secret)
    for (const secret of secrets) known(authenticator.authenticate(`Bearer ${secret}`))
    known(authenticator.authenticate(`Bearer ${secrets.at(-1)}`))
    assert.equal(reads.length, ACCESS_KEYS_MAX + 1)
    known(authenticator.authenticate(`Bearer ${secrets[0]}`))
    assert.equal(reads.length, ACCESS_KEYS_MAX + 2, 'the first was given up for the last')
    const { secret, accessKey } = add()
    stored.delete(accessKey.hash)
    assert.throws(() => authenticator.authenticate(`Bearer ${secret}`), isUnauthorized)
    stored.set(accessKey.hash, accessKey)
    known(authenticator.authenticate(`Bearer ${secret}`))
  })

  it('hands an outage on as an outage, at once or later', async () => {
    const { authenticator, add, store } = open()
    const { secret } = add()
    const outage = new DomainError('service_unavailable')
    store.findByHash = () => {
      throw outage
    }
    assert.throws(() => authenticator.authenticate(`Bearer ${secret}`), outage)
    store.findByHash = () => Promise.reject(outage)
    await assert.rejects(async () => authenticator.authenticate(`Bearer ${secret}`), outage)
  })

  it('lets everyone do everything where a proxy in front has decided already', () => {
    const caller = known(openAuthenticator.authenticate({ headers: {} }, site))
    assert.equal(caller.projectId, undefined)
    assert.ok(caller.permissionsIn(project)?.has('keys:delete'))
    assert.equal(caller.audit.kind, 'unauthenticated_admin')
  })

  it('lets no page of another site use a browser that such a proxy lets in', () => {
    const admit = (method: string, headers: Record<string, string>) => {
      assert.ok(openAuthenticator.authenticate({ method, headers }, site))
      assert.ok(openAuthenticator.authenticateControl({ method, headers }, site))
    }
    const own = `${site.isSecure ? 'https' : 'http'}://${site.host}`
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: own },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
    ]) {
      assert.throws(() => admit('POST', headers), { code: 'forbidden' })
      assert.throws(() => openAuthenticator.authenticateControl({ method: 'DELETE', headers }, site), { code: 'forbidden' })
      admit('GET', headers)
    }
    // A proxy may have changed the host; what the browser says of itself counts first.
    for (const headers of [{}, { origin: own }, { 'sec-fetch-site': 'same-origin', origin: 'https://keys.example.com' }])
      admit('POST', headers)
  })
})
