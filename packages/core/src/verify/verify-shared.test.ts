import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildProject, buildProjectSettings } from '@latchkey/testkit/build-project'
import { openVerifyBench, tokenOf } from '@latchkey/testkit/verify-bench'
import type { ApiKey, KeyId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { SharedKey, SharedKeyCache } from '../ports/shared-key-cache.ts'
import type { Project } from '../project/project.ts'
import type { VerificationContext } from './verification-request.ts'
import { makeVerifyBatch } from './verify-batch.ts'
import { makeVerifyCredential } from './verify-credential.ts'

const settings = buildProjectSettings()
const caching = buildProject({ settings: { ...settings, cache: { enabled: true, ttlMs: 15_000 } } })
const uncached = buildProject({ settings: { ...settings, cache: { enabled: false, ttlMs: 15_000 } } })
const usual: VerificationContext = { clientIp: undefined, readCache: true, writeCache: true }
const asking = (credential: string) => ({ credential, requiredScopes: [], dryRun: false, cost: 1 })

/** A verification beside a shared cache in memory; `put` notes what goes in, `looked` what was asked for. */
function open(project: Project = caching) {
  const bench = openVerifyBench(project)
  const known = new Map<KeyId, SharedKey>()
  const put: { readonly key: ApiKey; readonly ttlMs: number }[] = []
  const looked: (readonly KeyId[])[] = []
  const keyCache: SharedKeyCache = {
    find: async (_projectId, wanted) => {
      looked.push(...wanted)
      return wanted.map((ids) => ids.map((id) => known.get(id)).find((hit) => hit !== undefined))
    },
    put: (key, ttlMs) => void put.push({ key, ttlMs }),
    evict: async () => {},
    distrust() {},
  }
  const deps = { ...bench.deps, shared: { keyCache, keyStore: bench.deps.keyStore } }
  const verify = makeVerifyCredential(deps)
  const batch = makeVerifyBatch(deps)
  return { ...bench, deps, known, put, looked, verify, batch }
}

describe('a verification beside a shared cache', () => {
  it('offers what it has read, and reads nothing that is known there', async () => {
    const { issue, verify, put, known, reads, project } = open()
    const { key, secret } = await issue()
    assert.equal((await verify(project, asking(secret), usual)).cache, 'MISS')
    assert.deepEqual(put, [{ key, ttlMs: 15_000 }])
    const other = await issue()
    known.set(other.key.id, { key: other.key, ttlMs: 5000 })
    reads.length = 0
    const outcome = await verify(project, asking(other.secret), usual)
    assert.equal(outcome.valid, true)
    assert.equal(outcome.cache, 'HIT')
    assert.deepEqual(reads, [])
    // What comes from there does not go back.
    assert.equal(put.length, 1)
  })

  it('remembers what comes from there for what is left of its life', async () => {
    const { issue, verify, known, reads, project, clock } = open()
    const { key, secret } = await issue()
    known.set(key.id, { key, ttlMs: 5000 })
    await verify(project, asking(secret), usual)
    known.clear()
    clock.advance(4999)
    assert.equal((await verify(project, asking(secret), usual)).cache, 'HIT')
    clock.advance(1)
    assert.equal((await verify(project, asking(secret), usual)).cache, 'MISS')
    assert.equal(reads.length, 1)
  })

  it('asks there only for credentials that have proved themselves, of projects that cache', async () => {
    const { issue, verify, looked, project } = open()
    const { secret } = await issue()
    const forged = secret.slice(0, -1) + (secret.endsWith('1') ? '2' : '1')
    assert.equal((await verify(project, asking(forged), usual)).valid, false)
    await verify(project, asking(''), usual)
    assert.ok(
      looked.every((ids) => ids.length > 1),
      'an issued key was looked for that was not proved',
    )
    const off = open(uncached)
    const issued = await off.issue()
    assert.equal((await off.verify(uncached, asking(issued.secret), usual)).cache, 'SKIP')
    assert.deepEqual([off.looked, off.put], [[], []])
  })

  it('obeys a caller who wants none of it', async () => {
    const { issue, verify, known, put, looked, project } = open()
    const { key, secret } = await issue()
    known.set(key.id, { key: { ...key, scopes: ['outdated'] }, ttlMs: 5000 })
    assert.equal((await verify(project, asking(secret), { ...usual, readCache: false, writeCache: false })).cache, 'SKIP')
    assert.deepEqual([looked, put], [[], []])
    assert.equal((await verify(project, asking(secret), { ...usual, readCache: false })).cache, 'SKIP')
    assert.equal(put.length, 1)
  })

  it('offers nothing that is revoked or absent, and nothing for longer than the key lives', async () => {
    const { issue, verify, put, project, clock } = open()
    const revoked = await issue({ revocation: { at: clock.now(), reason: 'unspecified', description: undefined } })
    const graced = await issue({
      revocation: { at: (clock.now() + 9000) as Instant, reason: 'superseded', description: undefined },
    })
    for (const { secret } of [revoked, graced]) await verify(project, asking(secret), usual)
    await verify(project, asking('nobody-knows-this'), usual)
    const { secret } = await issue({ expiresAt: (clock.now() + 400) as Instant })
    await verify(project, asking(secret), usual)
    assert.deepEqual(
      put.map(({ ttlMs }) => ttlMs),
      [400],
    )
  })

  it('judges what comes from there like anything else', async () => {
    const { issue, verify, known, project, clock } = open()
    const { key, secret } = await issue()
    known.set(key.id, { key: { ...key, suspendedAt: clock.now() }, ttlMs: 5000 })
    const outcome = await verify(project, asking(secret), usual)
    assert.equal(outcome.valid === false && outcome.failure, 'suspended')
  })

  it('never asks there for the parent of a token', async () => {
    const project = buildProject({
      settings: {
        ...settings,
        cache: { enabled: true, ttlMs: 15_000 },
        derivedTokens: { ...settings.derivedTokens, verifyParent: true },
      },
    })
    const { issue, verify, looked, reads, clock } = open(project)
    const { key } = await issue()
    const outcome = await verify(project, asking(tokenOf(key, project, { now: clock.now() })), usual)
    assert.equal(outcome.valid, true)
    assert.deepEqual([looked, reads], [[], ['find']])
  })

  it('reads the rest of a batch at once, and answers what is known when the store is away', async () => {
    const { issue, batch, known, deps, put, reads, project } = open()
    const issued = [await issue(), await issue(), await issue()]
    for (const { key } of issued.slice(0, 2)) known.set(key.id, { key, ttlMs: 5000 })
    const outcomes = await batch(
      project,
      issued.map(({ secret }) => asking(secret)),
      usual,
    )
    assert.deepEqual(
      outcomes.map(({ valid, cache }) => [valid, cache]),
      [
        [true, 'HIT'],
        [true, 'HIT'],
        [true, 'MISS'],
      ],
    )
    assert.deepEqual(reads, ['findMany'])
    assert.deepEqual(
      put.map(({ key }) => key.id),
      [issued[2]?.key.id],
    )
    const fourth = await issue()
    const fifth = await issue()
    known.set(fourth.key.id, { key: fourth.key, ttlMs: 5000 })
    deps.keyStore.findMany = async () => assert.fail('away')
    const without = await batch(project, [asking(fourth.secret), asking(fifth.secret)], usual)
    assert.deepEqual(
      without.map((outcome) => outcome.valid || outcome.failure),
      [true, 'internal'],
    )
  })
})
