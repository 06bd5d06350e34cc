import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { IssuedKey, KeyId, ProjectId } from '@latchkey/core/key/api-key'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { CachedVerification, VerificationCache } from '@latchkey/core/ports/verification-cache'

/** Opens an empty cache that takes its time from `clock`. */
export type OpenVerificationCache = (clock: Pick<Clock, 'monotonicMs'>) => VerificationCache

const acme = '11111111-1111-4111-8111-111111111111' as ProjectId
const globex = '22222222-2222-4222-8222-222222222222' as ProjectId
const keyId = '00000000-0000-4000-8000-000000000001' as KeyId
const otherKeyId = '00000000-0000-4000-8000-000000000002' as KeyId
const digest = 'digest-1'
const otherDigest = 'digest-2'
const ttlMs = 15_000

/** An active key of a project at a version, as it would be cached. */
export function cachedVerification(projectId: ProjectId, id: KeyId, version: number): CachedVerification {
  const key: IssuedKey = {
    origin: 'issued',
    id,
    projectId,
    version,
    prefix: 'ory_ak',
    hmacSecretId: 'hmac-1',
    supersedes: undefined,
    supersededBy: undefined,
    name: 'ci',
    actorId: 'user-1',
    scopes: ['read:orders'],
    metadata: {},
    visibility: 'secret',
    rateLimit: undefined,
    allowedCidrs: undefined,
    createdAt: 0 as Instant,
    updatedAt: 0 as Instant,
    expiresAt: undefined,
    lastUsedAt: undefined,
    lastUsedIp: undefined,
    suspendedAt: undefined,
    revocation: undefined,
  }
  const { actorId, scopes, metadata, visibility } = key
  const credential = {
    kind: 'issued_key',
    keyId: id,
    actorId,
    scopes,
    metadata,
    visibility,
    expiresAt: undefined,
    issuer: 'https://issuer.example',
    rateLimit: undefined,
  } as const
  return { key, credential, proofEndsAt: undefined }
}

/** A cache with a clock that only the test moves. */
function openAt(open: OpenVerificationCache, startMs = 1_000_000) {
  const clock = { nowMs: startMs, monotonicMs: () => clock.nowMs }
  const cache = open(clock)
  const put = (projectId: ProjectId, id: KeyId, version: number, credentialDigest = digest) =>
    cache.put(projectId, credentialDigest, cachedVerification(projectId, id, version), { epoch: cache.beginFill(), ttlMs })
  const versionIn = (projectId: ProjectId, credentialDigest = digest) => cache.get(projectId, credentialDigest)?.key.version
  return { clock, cache, put, versionIn }
}

/** What every verification cache promises, whatever it is made of. */
export function describeVerificationCache(adapter: string, open: OpenVerificationCache): void {
  describe(`VerificationCache on ${adapter}`, () => {
    describeLookUp(open)
    describeEviction(open)
    describeLateFills(open)
  })
}

function describeLookUp(open: OpenVerificationCache): void {
  it('answers with what was put, and with nothing before', () => {
    const { cache, put } = openAt(open)
    assert.equal(cache.get(acme, digest), undefined)
    put(acme, keyId, 3)
    assert.deepEqual(cache.get(acme, digest), cachedVerification(acme, keyId, 3))
    assert.equal(cache.get(acme, otherDigest), undefined)
  })

  it('never answers one project from another, even for the same credential', () => {
    const { cache, put, versionIn } = openAt(open)
    put(acme, keyId, 1)
    assert.equal(cache.get(globex, digest), undefined)
    put(globex, keyId, 2)
    assert.equal(versionIn(acme), 1)
    assert.equal(versionIn(globex), 2)
  })

  it('forgets at the millisecond at which the life ends', () => {
    const { clock, put, versionIn } = openAt(open)
    put(acme, keyId, 1)
    clock.nowMs += ttlMs - 1
    assert.equal(versionIn(acme), 1)
    clock.nowMs += 1
    assert.equal(versionIn(acme), undefined)
    clock.nowMs -= 1
    assert.equal(versionIn(acme), undefined)
  })

  it('counts the life from the last put, not from the last look-up', () => {
    const { clock, put, versionIn } = openAt(open)
    put(acme, keyId, 1)
    clock.nowMs += ttlMs - 1
    put(acme, keyId, 1)
    clock.nowMs += ttlMs - 1
    assert.equal(versionIn(acme), 1)
    clock.nowMs += 1
    assert.equal(versionIn(acme), undefined)
  })

  it('keeps nothing with a life of 0 or less', () => {
    const { cache, versionIn } = openAt(open)
    for (const life of [0, -1, Number.NaN]) {
      cache.put(acme, digest, cachedVerification(acme, keyId, 1), { epoch: cache.beginFill(), ttlMs: life })
      assert.equal(versionIn(acme), undefined)
    }
  })

  it('keeps the newer of two reads that overtake each other', () => {
    const { put, versionIn } = openAt(open)
    put(acme, keyId, 2)
    put(acme, keyId, 1)
    assert.equal(versionIn(acme), 2)
    put(acme, keyId, 3)
    assert.equal(versionIn(acme), 3)
  })

  it('lets a digest pass from one key to another', () => {
    const { cache, put } = openAt(open)
    put(acme, keyId, 5)
    put(acme, otherKeyId, 1)
    assert.equal(cache.get(acme, digest)?.key.id, otherKeyId)
    cache.evict(acme, keyId, 6)
    assert.equal(cache.get(acme, digest)?.key.id, otherKeyId)
    cache.evict(acme, otherKeyId, 2)
    assert.equal(cache.get(acme, digest), undefined)
  })
}

function describeEviction(open: OpenVerificationCache): void {
  it('evicts every entry of a key at once, and no other', () => {
    const { cache, put, versionIn } = openAt(open)
    put(acme, keyId, 1)
    put(acme, keyId, 1, otherDigest)
    put(acme, otherKeyId, 1, 'digest-3')
    put(globex, keyId, 1)
    cache.evict(acme, keyId, 2)
    assert.equal(versionIn(acme), undefined)
    assert.equal(versionIn(acme, otherDigest), undefined)
    assert.equal(versionIn(acme, 'digest-3'), 1)
    assert.equal(versionIn(globex), 1)
  })

  it('keeps an entry that has already seen the change', () => {
    const { cache, put, versionIn } = openAt(open)
    put(acme, keyId, 2)
    cache.evict(acme, keyId, 2)
    assert.equal(versionIn(acme), 2)
  })

  it('evicts a deleted key at every version', () => {
    const { cache, put, versionIn } = openAt(open)
    put(acme, keyId, Number.MAX_SAFE_INTEGER)
    cache.evict(acme, keyId, Infinity)
    assert.equal(versionIn(acme), undefined)
    put(acme, keyId, 1)
    assert.equal(versionIn(acme), undefined)
  })

  it('evicts a project without touching the others', () => {
    const { cache, put, versionIn } = openAt(open)
    put(acme, keyId, 1)
    put(acme, otherKeyId, 1, otherDigest)
    put(globex, keyId, 1)
    cache.evictProject(acme)
    assert.equal(versionIn(acme), undefined)
    assert.equal(versionIn(acme, otherDigest), undefined)
    assert.equal(versionIn(globex), 1)
    put(acme, keyId, 1)
    assert.equal(versionIn(acme), 1)
  })

  it('flushes everything and goes on working', () => {
    const { cache, put, versionIn } = openAt(open)
    put(acme, keyId, 1)
    put(globex, keyId, 1)
    cache.flush()
    assert.equal(versionIn(acme), undefined)
    assert.equal(versionIn(globex), undefined)
    put(acme, keyId, 1)
    assert.equal(versionIn(acme), 1)
  })

  it('takes an eviction of what it never held', () => {
    const { cache, put, versionIn } = openAt(open)
    cache.evict(acme, keyId, 2)
    cache.evictProject(globex)
    put(acme, keyId, 2)
    assert.equal(versionIn(acme), 2)
  })
}

function describeLateFills(open: OpenVerificationCache): void {
  it('refuses a fill that read the key before its eviction, and takes one that read it after', () => {
    const { cache, put, versionIn } = openAt(open)
    const epoch = cache.beginFill()
    cache.evict(acme, keyId, 2)
    cache.put(acme, digest, cachedVerification(acme, keyId, 1), { epoch, ttlMs })
    assert.equal(versionIn(acme), undefined)
    put(acme, keyId, 1)
    assert.equal(versionIn(acme), undefined)
    put(acme, keyId, 2)
    assert.equal(versionIn(acme), 2)
  })

  it('refuses it for as long as a read may take', () => {
    const { clock, cache, put, versionIn } = openAt(open)
    cache.evict(acme, keyId, 2)
    clock.nowMs += 59_999
    put(acme, keyId, 1)
    assert.equal(versionIn(acme), undefined)
  })

  it('remembers the highest of several evictions, in whatever order they arrive', () => {
    const { cache, put, versionIn } = openAt(open)
    cache.evict(acme, keyId, 5)
    cache.evict(acme, keyId, 3)
    put(acme, keyId, 4)
    assert.equal(versionIn(acme), undefined)
    put(acme, keyId, 5)
    assert.equal(versionIn(acme), 5)
  })

  it('buries a key in its own project only', () => {
    const { cache, put, versionIn } = openAt(open)
    cache.evict(acme, keyId, 2)
    put(globex, keyId, 1)
    assert.equal(versionIn(globex), 1)
  })

  for (const [event, happen] of [
    ['a flush', (cache: VerificationCache) => cache.flush()],
    ['an eviction of its project', (cache: VerificationCache) => cache.evictProject(acme)],
  ] as const) {
    it(`refuses a fill that began before ${event}`, () => {
      const { cache, put, versionIn } = openAt(open)
      const epoch = cache.beginFill()
      happen(cache)
      cache.put(acme, digest, cachedVerification(acme, keyId, 1), { epoch, ttlMs })
      assert.equal(versionIn(acme), undefined)
      put(acme, keyId, 1)
      assert.equal(versionIn(acme), 1)
    })
  }

  it('keeps its tombstones through a flush', () => {
    const { cache, put, versionIn } = openAt(open)
    cache.evict(acme, keyId, 2)
    cache.flush()
    cache.evictProject(acme)
    put(acme, keyId, 1)
    assert.equal(versionIn(acme), undefined)
  })
}
