import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildHmacSecret, buildProject, buildProjectSettings } from '@latchkey/testkit/build-project'
import { buildAuditEntry, buildImportedKey, buildProjectId } from '@latchkey/testkit/builders'
import { atMs } from '@latchkey/testkit/fake-clock'
import { asking, credentialOf, fromAnywhere, openVerifyBench, tokenOf } from '@latchkey/testkit/verify-bench'
import { importedKeyId } from '../credential/imported-key.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { ApiKey } from '../key/api-key.ts'
import { CLOCK_SKEW_MS, CREDENTIAL_MAX_LENGTH } from './prove-credential.ts'
import type { VerificationRequest } from './verification-request.ts'
import { makeVerifyCredential } from './verify-credential.ts'

const settings = buildProjectSettings()
const limiting = buildProject({ settings: { ...settings, rateLimitEnabled: true } })
const uncached = buildProject({ settings: { ...settings, cache: { enabled: false, ttlMs: 15_000 } } })

function open(project = uncached) {
  const bench = openVerifyBench(project)
  const verify = makeVerifyCredential(bench.deps)
  const ask = async (
    credential: string,
    changes: Partial<VerificationRequest> = {},
    context = fromAnywhere,
    asked = bench.project,
  ) => {
    const outcome = await verify(asked, asking(credential, changes), context)
    return { told: outcome.valid ? 'valid' : outcome.failure, outcome }
  }
  return { ...bench, verify, ask, told: async (...args: Parameters<typeof ask>) => (await ask(...args)).told }
}

describe('verification of a credential', () => {
  it('says what a good key stands for, from one read and without a write', async () => {
    const { issue, ask, reads, uses, project } = open()
    const { key, secret } = await issue({ actorId: 'user_7', scopes: ['orders:read'], metadata: { team: 'red' } })
    const { outcome } = await ask(secret)
    assert.deepEqual(outcome, {
      valid: true,
      credential: {
        kind: 'issued_key',
        keyId: key.id,
        actorId: 'user_7',
        scopes: ['orders:read'],
        metadata: { team: 'red' },
        visibility: 'secret',
        expiresAt: undefined,
        issuer: project.settings.issuer.current,
        rateLimit: undefined,
      },
      rateLimit: undefined,
      cache: 'SKIP',
    })
    assert.deepEqual(reads, ['find'])
    assert.deepEqual(uses, [key.id])
  })

  it('answers without leaving the tick when everything is at hand', async () => {
    const { issue, verify, project } = open()
    const { secret } = await issue()
    assert.ok(!(verify(project, asking(secret), fromAnywhere) instanceof Promise))
  })

  it('refuses from the very instant of expiry and revocation, and revoked outranks expired', async () => {
    const { issue, told, clock } = open()
    const expiring = await issue({ expiresAt: atMs(1000) })
    const both = await issue({
      expiresAt: atMs(500),
      revocation: { at: atMs(1000), reason: 'superseded', description: undefined },
    })
    clock.advance(999)
    assert.deepEqual([await told(expiring.secret), await told(both.secret)], ['valid', 'expired'])
    clock.advance(1)
    assert.deepEqual([await told(expiring.secret), await told(both.secret)], ['expired', 'revoked'])
  })

  it('judges in the order of the contract: status, address, suspension, scopes, limit', async () => {
    const { issue, told } = open(limiting)
    const troubles: Partial<ApiKey> = {
      allowedCidrs: ['10.0.0.0/8'],
      suspendedAt: atMs(0),
      scopes: ['read'],
      rateLimit: { quota: 1, windowMs: 60_000, unit: '' },
    }
    const wanting = { requiredScopes: ['write'], cost: 2 }
    const inside = { ...fromAnywhere, clientIp: '10.1.2.3' }
    const { secret } = await issue({ ...troubles, origin: 'issued' })
    const resumed = await issue({ ...troubles, origin: 'issued', suspendedAt: undefined })
    assert.equal(await told(secret, wanting), 'ip_not_allowed')
    assert.equal(await told(secret, wanting, inside), 'suspended')
    assert.equal(await told(resumed.secret, wanting, inside), 'insufficient_scope')
    assert.equal(await told(resumed.secret, { cost: 2 }, inside), 'rate_limited')
    assert.equal(await told(resumed.secret, {}, inside), 'valid')
  })

  it('refuses a restricted key when the address of its user is not known', async () => {
    const { issue, told } = open()
    const { secret } = await issue({ allowedCidrs: ['0.0.0.0/0', '::/0'] })
    assert.equal(await told(secret, {}, { ...fromAnywhere, clientIp: undefined }), 'ip_not_allowed')
    assert.equal(await told(secret), 'valid')
  })

  it('does not ask the store about what cannot be ours', async () => {
    const { issue, told, reads, project } = open()
    const { key } = await issue()
    const forger = { ...project, hmacSecrets: { current: buildHmacSecret('forged'), retired: [] } }
    assert.equal(await told(credentialOf(key, forger)), 'not_found')
    assert.equal(await told(credentialOf({ ...key, prefix: 'other' }, project)), 'not_found')
    assert.equal(await told(''), 'invalid_format')
    assert.equal(await told('x'.repeat(CREDENTIAL_MAX_LENGTH + 1)), 'invalid_format')
    assert.equal(await told('eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'), 'signature_invalid')
    assert.deepEqual(reads, [])
  })

  it('believes in timestamps up to the clock skew ahead and up to the longest life behind', async () => {
    const { issue, told, clock, project } = open()
    const { key } = await issue()
    const issuedAt = (offsetMs: number) => credentialOf(key, project, atMs(offsetMs))
    assert.equal(await told(issuedAt(CLOCK_SKEW_MS)), 'valid')
    assert.equal(await told(issuedAt(CLOCK_SKEW_MS + 1000)), 'not_found')
    const maxTtlMs = settings.maxTtlMs ?? 0
    clock.jumpTo(atMs(maxTtlMs))
    assert.equal(await told(issuedAt(0)), 'valid')
    clock.jumpTo(atMs(maxTtlMs + 1))
    assert.equal(await told(issuedAt(0)), 'not_found')
  })

  it('accepts a retired secret and a retired prefix until the instant they end', async () => {
    const former = buildHmacSecret('former')
    const project = buildProject({
      hmacSecrets: { current: buildHmacSecret('new'), retired: [{ value: former, expiresAt: atMs(1000) }] },
      settings: {
        ...settings,
        prefixes: { ...settings.prefixes, secret: { current: 'new', retired: [{ value: 'old', expiresAt: atMs(2000) }] } },
      },
    })
    const { issue, told, clock } = open(project)
    const { key } = await issue({ prefix: 'new' })
    const bySecret = credentialOf(key, { ...project, hmacSecrets: { current: former, retired: [] } })
    const byPrefix = credentialOf({ ...key, prefix: 'old' }, project)
    clock.jumpTo(atMs(999))
    assert.deepEqual([await told(bySecret), await told(byPrefix)], ['valid', 'valid'])
    clock.jumpTo(atMs(1000))
    assert.deepEqual([await told(bySecret), await told(byPrefix)], ['not_found', 'valid'])
    clock.jumpTo(atMs(2000))
    assert.equal(await told(byPrefix), 'not_found')
  })

  it('finds imported keys by what was imported, and another project finds nothing', async () => {
    const { insert, told, project, ask } = open()
    const key = buildImportedKey({ projectId: project.id, id: importedKeyId(project.id, 'legacy-1') })
    await insert(key)
    assert.equal((await ask('legacy-1')).told, 'valid')
    assert.equal(await told('legacy-1', {}, fromAnywhere, { ...project, id: buildProjectId() }), 'not_found')
  })

  it('makes no difference between a key of another project and one that never was', async () => {
    const { issue, ask, project } = open()
    const { secret, key } = await issue()
    const stranger = { ...project, id: buildProjectId() }
    const never = credentialOf({ ...key, id: '00000000-0000-4000-8000-0000000fffff' as typeof key.id }, project)
    assert.deepEqual((await ask(secret, {}, fromAnywhere, stranger)).outcome, (await ask(never)).outcome)
  })

  it('rejects when the store is away, whether it says so at once or later', async () => {
    const outage = new DomainError('service_unavailable')
    const { issue, verify, project, deps } = open()
    const { secret } = await issue()
    deps.keyStore.find = () => {
      throw outage
    }
    assert.throws(() => verify(project, asking(secret), fromAnywhere), outage)
    deps.keyStore.find = () => Promise.reject(outage)
    await assert.rejects(async () => verify(project, asking(secret), fromAnywhere), outage)
  })
})

describe('verification of a derived token', () => {
  const askingParents = buildProject({
    settings: { ...settings, derivedTokens: { ...settings.derivedTokens, verifyParent: true } },
  })

  it('reads nothing, and goes on when its parent is gone', async () => {
    const { issue, told, reads, project, clock } = open()
    const { key } = await issue()
    assert.equal(await told(tokenOf({ ...key, id: 'gone' as typeof key.id }, project, { now: clock.now() })), 'valid')
    assert.deepEqual(reads, [])
  })

  it('ends with its parent where the project says so', async () => {
    const { issue, told, project, clock, uses } = open(askingParents)
    const revocation = { at: atMs(1000), reason: 'superseded', description: undefined } as const
    const { key } = await issue({ revocation })
    const suspended = await issue({ suspendedAt: atMs(0) })
    const token = tokenOf(key, project, { now: clock.now() })
    assert.equal(await told(token), 'valid')
    assert.equal(await told(tokenOf(suspended.key, project, { now: clock.now() })), 'suspended')
    assert.equal(await told(tokenOf({ ...key, id: 'gone' as typeof key.id }, project, { now: clock.now() })), 'not_found')
    clock.advance(1000)
    assert.equal(await told(token), 'revoked')
    assert.deepEqual(uses, [], 'a token is no use of its parent')
  })

  it('holds its own scopes and addresses', async () => {
    const { issue, told, project, clock } = open()
    const { key } = await issue({ scopes: ['read'], allowedCidrs: ['10.0.0.0/8'] })
    const token = tokenOf(key, project, { now: clock.now() })
    const inside = { ...fromAnywhere, clientIp: '10.0.0.1' }
    assert.equal(await told(token), 'ip_not_allowed')
    assert.equal(await told(token, { requiredScopes: ['write'] }, inside), 'insufficient_scope')
    assert.equal(await told(token, { requiredScopes: ['read'] }, inside), 'valid')
    assert.equal(await told(token, {}, inside, { ...project, id: buildProjectId() }), 'signature_invalid')
  })
})

describe('verification through the cache', () => {
  it('reads once and then not again, and evaluates address, scopes and limit on every hit', async () => {
    const { issue, ask, told, reads } = open(limiting)
    const { secret } = await issue({
      scopes: ['read'],
      allowedCidrs: ['192.0.2.0/24'],
      rateLimit: { quota: 2, windowMs: 60_000, unit: '' },
    })
    assert.equal((await ask(secret)).outcome.cache, 'MISS')
    const hit = await ask(secret)
    assert.deepEqual([hit.told, hit.outcome.cache], ['valid', 'HIT'])
    assert.equal(await told(secret), 'rate_limited')
    assert.equal(await told(secret, {}, { ...fromAnywhere, clientIp: '198.51.100.1' }), 'ip_not_allowed')
    assert.equal(await told(secret, { requiredScopes: ['write'] }), 'insufficient_scope')
    assert.deepEqual(reads, ['find'])
  })

  it('is passed by, read or write, when the caller says so', async () => {
    const { issue, ask, cache } = open(buildProject())
    const { secret } = await issue()
    const cacheOf = async (readCache: boolean, writeCache: boolean) =>
      (await ask(secret, {}, { ...fromAnywhere, readCache, writeCache })).outcome.cache
    assert.equal(await cacheOf(false, false), 'SKIP')
    assert.equal(cache.size, 0)
    assert.equal(await cacheOf(false, true), 'SKIP')
    assert.equal(cache.size, 1)
    assert.equal(await cacheOf(true, true), 'HIT')
  })

  it('keeps an entry no longer than the key, the proof or the time to live lasts', async () => {
    const former = buildHmacSecret('former')
    const project = buildProject({
      hmacSecrets: { current: buildHmacSecret('new'), retired: [{ value: former, expiresAt: atMs(5000) }] },
    })
    const { issue, ask, clock } = open(project)
    const plain = await issue()
    const expiring = await issue({ expiresAt: atMs(2000) })
    const retiring = credentialOf(plain.key, { ...project, hmacSecrets: { current: former, retired: [] } })
    for (const credential of [plain.secret, expiring.secret, retiring]) await ask(credential)
    const after = async (offsetMs: number, credential: string) => {
      clock.advance(atMs(offsetMs) - clock.now())
      const { told, outcome } = await ask(credential, {}, { ...fromAnywhere, writeCache: false })
      return [told, outcome.cache]
    }
    assert.deepEqual(await after(2000, expiring.secret), ['expired', 'MISS'])
    assert.deepEqual(await after(4999, retiring), ['valid', 'HIT'])
    assert.deepEqual(await after(5000, retiring), ['not_found', 'SKIP'])
    assert.deepEqual(await after(14_999, plain.secret), ['valid', 'HIT'])
    assert.deepEqual(await after(15_000, plain.secret), ['valid', 'MISS'])
  })

  it('does not let the wall clock go past the end of a proof while the entry lives on', async () => {
    const project = buildProject({ settings: { ...settings, maxTtlMs: 10_000 } })
    const { issue, told, clock } = open(project)
    const { secret } = await issue()
    assert.equal(await told(secret), 'valid')
    clock.jumpTo(atMs(10_001))
    assert.equal(await told(secret), 'not_found')
  })

  it('remembers neither refusals nor a key in its grace period', async () => {
    const { issue, ask, cache } = open(buildProject())
    const { secret } = await issue({ revocation: { at: atMs(1000), reason: 'superseded', description: undefined } })
    assert.equal((await ask(secret)).told, 'valid')
    await ask('unknown')
    assert.equal(cache.size, 0)
  })

  it('cannot be filled by a read that a revocation has overtaken', async () => {
    const { issue, verify, deps, cache, project, store, clock } = open(buildProject())
    const { key, secret } = await issue()
    let deliver = (): void => {}
    deps.keyStore.find = async (projectId, id) => {
      const found = await store.keys.find(projectId, id)
      await new Promise<void>((resolve) => {
        deliver = resolve
      })
      return found
    }
    const late = verify(project, asking(secret), fromAnywhere)
    await new Promise((resolve) => setImmediate(resolve))
    const revoked = {
      ...key,
      version: 2,
      revocation: { at: clock.now(), reason: 'unspecified', description: undefined } as const,
    }
    await store.keys.change(project.id, key.id, () => ({ update: revoked, audit: [buildAuditEntry()] }))
    cache.evict(project.id, key.id, 2)
    deliver()
    await late
    assert.equal(cache.size, 0)
  })

  it('finds nothing of another project under the same digest', async () => {
    const { issue, told, project } = open(buildProject())
    const { secret } = await issue()
    assert.equal(await told(secret), 'valid')
    assert.equal(await told(secret, {}, fromAnywhere, { ...project, id: buildProjectId() }), 'not_found')
  })
})
