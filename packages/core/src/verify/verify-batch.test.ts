import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildProject, buildProjectSettings } from '@latchkey/testkit/build-project'
import { buildProjectId } from '@latchkey/testkit/builders'
import { asking, fromAnywhere, openVerifyBench, tokenOf } from '@latchkey/testkit/verify-bench'
import { DomainError } from '../errors/domain-error.ts'
import type { VerificationOutcome } from './verification-outcome.ts'
import { makeVerifyBatch } from './verify-batch.ts'
import { makeVerifyCredential } from './verify-credential.ts'

const askingParents = buildProject({
  settings: {
    ...buildProjectSettings(),
    derivedTokens: { ...buildProjectSettings().derivedTokens, verifyParent: true },
  },
})
const limiting = buildProject({ settings: buildProjectSettings({ rateLimitEnabled: true }) })
const away = (): never => {
  throw new DomainError('service_unavailable', { reason: 'the store is away' })
}
const told = (outcomes: readonly VerificationOutcome[]) =>
  outcomes.map((outcome) => (outcome.valid ? outcome.credential.keyId : outcome.failure))

describe('verification of a batch', () => {
  it('answers in the order of the request with one read of the store', async () => {
    const { project, deps, reads, issue } = openVerifyBench()
    const [first, second] = [await issue(), await issue()]
    const batch = [second.secret, 'unknown', '', first.secret, second.secret].map((credential) => asking(credential))
    const outcomes = await makeVerifyBatch(deps)(project, batch, fromAnywhere)
    assert.deepEqual(told(outcomes), [second.key.id, 'not_found', 'invalid_format', first.key.id, second.key.id])
    assert.deepEqual(reads, ['findMany'])
  })

  it('reads nothing when nothing needs it', async () => {
    const { project, deps, reads } = openVerifyBench()
    assert.deepEqual(told(await makeVerifyBatch(deps)(project, [asking('')], fromAnywhere)), ['invalid_format'])
    assert.deepEqual(reads, [])
  })

  it('asks for the parents of all derived tokens in that same read', async () => {
    const { project, deps, reads, issue, clock } = openVerifyBench(askingParents)
    const [kept, gone] = [
      await issue(),
      await issue({ revocation: { at: clock.now(), reason: 'superseded', description: undefined } }),
    ]
    const batch = [
      kept.secret,
      tokenOf(kept.key, project, { now: clock.now() }),
      tokenOf(gone.key, project, { now: clock.now() }),
    ]
    const outcomes = await makeVerifyBatch(deps)(
      project,
      batch.map((credential) => asking(credential)),
      fromAnywhere,
    )
    assert.deepEqual(told(outcomes), [kept.key.id, kept.key.id, 'revoked'])
    assert.deepEqual(reads, ['findMany'])
  })

  it('fails only the items that need a store that is away, and says why inside', async () => {
    const failures: unknown[] = []
    const { project, deps, issue, clock, cache } = openVerifyBench(askingParents)
    const cached = await issue()
    const verify = makeVerifyCredential(deps)
    await verify(project, asking(cached.secret), fromAnywhere)
    assert.ok(cache.size > 0)
    deps.keyStore.find = away
    deps.keyStore.findMany = away
    const other = tokenOf(cached.key, project, { now: clock.now() })
    const batch = [other, cached.secret, 'unknown'].map((credential) => asking(credential))
    const outcomes = await makeVerifyBatch({ ...deps, onFailure: (error) => failures.push(error) })(project, batch, fromAnywhere)
    assert.deepEqual(told(outcomes), ['internal', cached.key.id, 'internal'])
    assert.equal(failures.length, 1)
  })

  it('leaves no rejection unhandled when a limiter breaks beside a slow store', async () => {
    const unhandled: unknown[] = []
    const note = (error: unknown) => unhandled.push(error)
    process.on('unhandledRejection', note)
    try {
      const { project, deps, issue } = openVerifyBench(limiting)
      const { secret } = await issue({ rateLimit: { quota: 5, windowMs: 60_000, unit: '' } })
      await makeVerifyCredential(deps)(project, asking(secret), fromAnywhere)
      const breaking = { consume: () => Promise.reject(new Error('the limiter broke')) }
      const slowly = async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        return new Map()
      }
      const keyStore = { ...deps.keyStore, findMany: slowly }
      const batch = [asking(secret), asking('unknown')]
      const outcomes = await makeVerifyBatch({ ...deps, keyStore, rateLimiter: breaking })(project, batch, fromAnywhere)
      assert.deepEqual(told(outcomes), ['internal', 'not_found'])
      await new Promise((resolve) => setImmediate(resolve))
      assert.deepEqual(unhandled, [])
    } finally {
      process.off('unhandledRejection', note)
    }
  })

  it('takes from a limit in the order of the items', async () => {
    const { project, deps, issue, uses } = openVerifyBench(limiting)
    const { key, secret } = await issue({ rateLimit: { quota: 3, windowMs: 60_000, unit: '' } })
    const batch = [
      asking(secret, { cost: 2 }),
      asking(secret, { cost: 2 }),
      asking(secret),
      asking(secret, { dryRun: true }),
      asking(secret),
    ]
    const outcomes = await makeVerifyBatch(deps)(project, batch, fromAnywhere)
    assert.deepEqual(told(outcomes), [key.id, 'rate_limited', key.id, key.id, 'rate_limited'])
    assert.deepEqual(
      outcomes.map(({ rateLimit }) => rateLimit?.decision.remaining),
      [1, 1, 0, 0, 0],
    )
    assert.deepEqual(uses, [key.id, key.id])
  })

  it('takes from a limit in order even when one item is cached and one before it is not', async () => {
    const { project, deps, issue } = openVerifyBench(limiting)
    const { key, secret } = await issue({ rateLimit: { quota: 1, windowMs: 60_000, unit: '' } })
    await makeVerifyCredential(deps)(project, asking(secret, { dryRun: true }), fromAnywhere)
    const consumed: string[] = []
    const other = await issue({ rateLimit: { quota: 1, windowMs: 60_000, unit: '' } })
    const noting = {
      consume: (...args: Parameters<typeof deps.rateLimiter.consume>) => {
        consumed.push(args[1])
        return deps.rateLimiter.consume(...args)
      },
    }
    await makeVerifyBatch({ ...deps, rateLimiter: noting })(project, [asking(other.secret), asking(secret)], fromAnywhere)
    assert.deepEqual(consumed, [other.key.id, key.id])
  })

  it('knows nothing of another project that holds the same secrets', async () => {
    const { project, deps, issue } = openVerifyBench()
    const { secret } = await issue()
    const stranger = { ...project, id: buildProjectId() }
    assert.deepEqual(told(await makeVerifyBatch(deps)(stranger, [asking(secret)], fromAnywhere)), ['not_found'])
  })
})
