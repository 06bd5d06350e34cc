import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { VerificationFailure, VerificationOutcome } from '@latchkey/core/verify/verification-outcome'
import { buildProject } from '@latchkey/testkit/build-project'
import { observeRateLimiter } from './observe-rate-limiter.ts'
import { observeBatches, observeVerifications } from './observe-verifications.ts'
import { silentObserver } from './observer.ts'

const project = buildProject()
const context = { clientIp: undefined, readCache: true, writeCache: true }
const asking = (credential: string) => ({ credential, requiredScopes: [], dryRun: false, cost: 1 })
const refusal = (failure: VerificationFailure): VerificationOutcome => ({
  valid: false,
  failure,
  rateLimit: undefined,
  cache: 'SKIP',
})

function open() {
  const told: string[] = []
  return {
    told,
    observer: { ...silentObserver, verification: (...said: readonly string[]) => void told.push(said.join(' ')) },
  }
}

describe('observed verifications', () => {
  it('take the kind of what was refused from its shape', async () => {
    const { told, observer } = open()
    const verify = observeVerifications(() => refusal('not_found'), observer)
    const issued = `acme_v1_${'2'.repeat(60)}_${'3'.repeat(44)}`
    const macaroon = `${project.settings.derivedTokens.macaroonPrefix.current}_v1_abc`
    for (const credential of ['eyJ.a.b', macaroon, issued, 'anything', '']) await verify(project, asking(credential), context)
    assert.deepEqual(
      told,
      ['jwt', 'macaroon', 'issued_key', 'imported_key', 'imported_key'].map((kind) => `${kind} not_found SKIP`),
    )
  })

  it('answer at once what is known at once, and count nothing that has no outcome', async () => {
    const { told, observer } = open()
    const outcome = refusal('expired')
    assert.equal(observeVerifications(() => outcome, observer)(project, asking('a'), context), outcome)
    const failing = observeVerifications(() => Promise.reject(new Error('away')), observer)
    await assert.rejects(async () => failing(project, asking('a'), context), /away/)
    assert.deepEqual(told, ['imported_key expired SKIP'])
  })

  it('count a batch item by item', async () => {
    const { told, observer } = open()
    const outcomes = [refusal('revoked'), refusal('not_found')]
    const verify = observeBatches(async () => outcomes, observer)
    assert.equal(await verify(project, [asking('a'), asking('eyJ.a.b')], context), outcomes)
    assert.deepEqual(told, ['imported_key revoked SKIP', 'jwt not_found SKIP'])
  })
})

describe('an observed rate limiter', () => {
  it('tells each decision under the name of whose limit it was', async () => {
    const told: string[] = []
    const observer = { ...silentObserver, rateLimit: (...said: readonly string[]) => void told.push(said.join(' ')) }
    const answers = [{ allowed: true }, { allowed: false }, undefined].map(
      (answer) => answer && { ...answer, remaining: 0, resetAfterMs: 0, retryAfterMs: 0 },
    )
    const limiter = observeRateLimiter({ consume: () => answers.shift() }, 'plan', observer)
    for (let asked = 0; asked < 3; asked++)
      await limiter.consume(project.id, '' as never, { quota: 1, windowMs: 1, unit: 'requests' }, 1)
    assert.deepEqual(told, ['plan allowed', 'plan refused', 'plan unavailable'])
  })
})
