import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildProject, buildProjectSettings } from '@latchkey/testkit/build-project'
import { atMs } from '@latchkey/testkit/fake-clock'
import { asking, fromAnywhere, openVerifyBench, tokenOf } from '@latchkey/testkit/verify-bench'
import { makeVerifyBatch } from './verify-batch.ts'
import { makeVerifyCredential } from './verify-credential.ts'

const settings = buildProjectSettings()
const limiting = buildProject({ settings: { ...settings, rateLimitEnabled: true } })
const asksParents = buildProject({
  settings: { ...settings, derivedTokens: { ...settings.derivedTokens, verifyParent: true } },
})

function open(project = limiting) {
  const bench = openVerifyBench(project)
  const [verify, verifyBatch] = [makeVerifyCredential(bench.deps), makeVerifyBatch(bench.deps)]
  const ask = (credential: string, changes = {}, context = fromAnywhere) =>
    verify(bench.project, asking(credential, changes), context)
  return { ...bench, ask, verifyBatch }
}

describe('what a verification counts', () => {
  it('is one event with key, actor, address and instant, from the store and from the cache alike', async () => {
    const { project, issue, ask, outcomes, clock } = open()
    const { key, secret } = await issue({ actorId: 'ann' })
    await ask(secret)
    clock.advance(5)
    await ask(secret)
    const facts = { projectId: project.id, keyId: key.id, actorId: 'ann', outcome: 'valid', ip: '192.0.2.1' }
    assert.deepEqual(outcomes, [
      { ...facts, at: atMs(0) },
      { ...facts, at: atMs(5) },
    ])
  })

  it('is the refusal, to the key that it concerns', async () => {
    const { issue, ask, outcomes, clock } = open()
    const short = await issue({ expiresAt: atMs(10) })
    const limited = await issue({ rateLimit: { quota: 1, windowMs: 60_000, unit: '' } })
    const suspended = await issue({ suspendedAt: atMs(0) })
    const revoked = await issue({ revocation: { at: atMs(0), reason: 'unspecified', description: undefined } })
    const bound = await issue({ allowedCidrs: ['10.0.0.0/8'] })
    clock.advance(10)
    const asked = [short, limited, limited, suspended, revoked, bound, await issue()]
    for (const { secret } of asked) await ask(secret, secret === asked.at(-1)?.secret ? { requiredScopes: ['admin'] } : {})
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['expired', 'valid', 'rate_limited', 'suspended', 'revoked', 'ip_not_allowed', 'insufficient_scope'],
    )
    assert.deepEqual(
      outcomes.map(({ keyId }) => keyId),
      asked.map(({ key }) => key.id),
    )
  })

  it('belongs to no key when the credential does not, and to no address when that is unknown', async () => {
    const { ask, outcomes } = open()
    await ask('')
    await ask('sk_nobody', {}, { ...fromAnywhere, clientIp: undefined })
    await ask('eyJhbGciOiJub25lIn0.e30.x')
    assert.deepEqual(
      outcomes.map(({ keyId, actorId, outcome, ip }) => [keyId, actorId, outcome, ip]),
      [
        ['', '', 'invalid_format', '192.0.2.1'],
        ['', '', 'not_found', ''],
        ['', '', 'signature_invalid', '192.0.2.1'],
      ],
    )
  })

  it('goes to the parent of a derived token', async () => {
    const { project, issue, ask, outcomes, clock } = open(asksParents)
    const parent = await issue({ actorId: 'ann', expiresAt: atMs(1_000) })
    const orphan = await issue()
    const tokens = [parent, orphan].map(({ key }) => tokenOf(key, project, { now: clock.now() }))
    await ask(tokens[0] ?? '')
    clock.advance(1_000)
    await ask(tokens[0] ?? '')
    assert.deepEqual(
      outcomes.map(({ keyId, actorId, outcome }) => [keyId, actorId, outcome]),
      [
        [parent.key.id, 'ann', 'valid'],
        [parent.key.id, 'ann', 'expired'],
      ],
    )
  })

  it('is nothing for a rehearsal', async () => {
    const { issue, ask, verifyBatch, project, outcomes } = open()
    const { secret } = await issue()
    for (const credential of [secret, '', 'sk_nobody']) await ask(credential, { dryRun: true })
    await verifyBatch(project, [asking(secret, { dryRun: true })], fromAnywhere)
    assert.deepEqual(outcomes, [])
  })

  it('is one event per item of a batch, also of those that cannot be answered', async () => {
    const { issue, verifyBatch, project, outcomes, deps } = open()
    const { key, secret } = await issue()
    await verifyBatch(project, [asking(secret), asking('sk_nobody'), asking(''), asking(secret)], fromAnywhere)
    assert.deepEqual(
      outcomes.map(({ keyId, outcome }) => `${keyId} ${outcome}`).sort(),
      [' invalid_format', ' not_found', `${key.id} valid`, `${key.id} valid`].sort(),
    )
    outcomes.length = 0
    deps.keyStore.findMany = () => {
      throw new Error('the store is down')
    }
    await verifyBatch(project, [asking('sk_nobody'), asking('')], fromAnywhere)
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      ['internal', 'invalid_format'],
    )
  })

  it('is nothing when a single one cannot be answered: that is no outcome', async () => {
    const { ask, outcomes, deps } = open()
    deps.keyStore.findMany = () => {
      throw new Error('the store is down')
    }
    await assert.rejects(async () => ask('sk_nobody'))
    assert.deepEqual(outcomes, [])
  })
})
