import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type {
  ListProjectSecretsResponse,
  ProjectSecret,
  RotateProjectSecretResponse,
} from '@latchkey/contract/messages/project-secrets'
import type { DomainError } from '@latchkey/core/errors/domain-error'
import { openProjectBench, type ProjectBenchOptions } from '@latchkey/testkit/project-bench'
import { tokenOf } from '@latchkey/testkit/verify-bench'
import { makeProjectHandlers } from './handlers.ts'

const HOUR_MS = 3_600_000

async function withProject(options?: ProjectBenchOptions) {
  const bench = await openProjectBench(makeProjectHandlers, options)
  const { id } = await bench.create()
  const rotate = async (which: 'Hmac' | 'Signing', body: object): Promise<RotateProjectSecretResponse> => {
    const operation = which === 'Hmac' ? 'rotateProjectHmacSecret' : 'rotateProjectSigningKey'
    return (await bench.ask(operation, { project: id, body })).body as RotateProjectSecretResponse
  }
  const secrets = async (purpose: ProjectSecret['purpose']): Promise<ProjectSecret[]> => {
    const { body } = await bench.ask('listProjectSecrets', { project: id })
    return (body as ListProjectSecretsResponse).secrets.filter((secret) => secret.purpose === purpose)
  }
  const remove = (secretId: string, project = id) =>
    bench.ask('deleteProjectSecret', { project, params: { secret_id: secretId } })
  const iso = (afterMs: number): string => new Date(bench.clock.now() + afterMs).toISOString()
  return { ...bench, id, rotate, secrets, remove, iso }
}

describe('rotating the HMAC secret', () => {
  it('keeps the keys of the old one gracefully, without an end', async () => {
    const { id, rotate, issue, opened, verifies, clock, eventsOf } = await withProject()
    const old = await issue(opened(id))
    const { secrets, warnings } = await rotate('Hmac', { mode: 'graceful' })
    assert.deepEqual(warnings, [])
    const hmac = secrets.filter(({ purpose }) => purpose === 'hmac')
    assert.deepEqual(
      hmac.map(({ state, expires_at, live_keys }) => [state, expires_at, live_keys]),
      [
        ['current', null, 0],
        ['retired', null, 1],
      ],
    )
    const fresh = await issue(opened(id))
    assert.equal(fresh.apiKey.hmacSecretId, hmac[0]?.id)
    clock.advance(24 * HOUR_MS)
    for (const { secret } of [old, fresh]) assert.equal(await verifies(opened(id), secret), true)
    const [event] = eventsOf(id)
    assert.deepEqual([event?.event, event?.targetKind], ['project.secret_rotated', 'project'])
  })

  it('keeps them until the instant that was asked for', async () => {
    const { id, rotate, issue, opened, verifies, clock, iso } = await withProject()
    const { secret } = await issue(opened(id))
    await rotate('Hmac', { mode: 'graceful', expires_at: iso(HOUR_MS) })
    clock.advance(HOUR_MS - 1)
    assert.equal(await verifies(opened(id), secret), true)
    clock.advance(1)
    assert.equal(await verifies(opened(id), secret), false)
  })

  it('drops them at once when it revokes, and counts them', async () => {
    const { id, rotate, issue, opened, verifies, secrets } = await withProject()
    const { secret } = await issue(opened(id))
    const { warnings } = await rotate('Hmac', { mode: 'revoke' })
    assert.deepEqual(
      warnings.map(({ code }) => code),
      [2001],
    )
    assert.match(warnings[0]?.message ?? '', /^1 live key was /)
    assert.equal(await verifies(opened(id), secret), false)
    assert.equal((await secrets('hmac')).length, 1)
    assert.deepEqual((await rotate('Hmac', { mode: 'revoke' })).warnings, [])
  })

  it('leaves retired ones alone that still verify, and forgets those that ended', async () => {
    const { rotate, secrets, clock, iso } = await withProject()
    await rotate('Hmac', { mode: 'graceful', expires_at: iso(HOUR_MS) })
    await rotate('Hmac', { mode: 'revoke' })
    assert.equal((await secrets('hmac')).length, 2)
    clock.advance(HOUR_MS)
    await rotate('Hmac', { mode: 'graceful' })
    assert.deepEqual(
      (await secrets('hmac')).map(({ state }) => state),
      ['current', 'retired'],
    )
  })

  it('loses no secret to a rotation at the same time', async () => {
    const { id, rotate, secrets, opened, issue, verifies } = await withProject()
    const { secret } = await issue(opened(id))
    await Promise.all(Array.from({ length: 5 }, () => rotate('Hmac', { mode: 'graceful' })))
    const states = (await secrets('hmac')).map(({ state }) => state)
    assert.deepEqual(states, ['current', ...Array.from({ length: 5 }, () => 'retired')])
    assert.equal(await verifies(opened(id), secret), true)
  })

  it('does not pile up without end', async () => {
    const { rotate, secrets, remove } = await withProject()
    for (let count = 0; count < 32; count++) await rotate('Hmac', { mode: 'graceful' })
    await assert.rejects(rotate('Hmac', { mode: 'graceful' }), { code: 'failed_precondition' })
    await rotate('Signing', { mode: 'graceful' })
    await remove((await secrets('hmac')).at(-1)?.id ?? '')
    await rotate('Hmac', { mode: 'graceful' })
  })

  it('refuses an end that makes no sense', async () => {
    const { rotate, iso } = await withProject()
    for (const body of [
      { mode: 'graceful', expires_at: iso(0) },
      { mode: 'graceful', expires_at: 'tomorrow' },
      { mode: 'revoke', expires_at: iso(HOUR_MS) },
      { mode: 'gently' },
      {},
    ])
      await assert.rejects(rotate('Hmac', body), { code: 'bad_request' })
    await rotate('Hmac', { mode: 'graceful', expires_at: iso(1) })
  })
})

describe('rotating the signing key', () => {
  it('keeps or drops the tokens of the old one', async () => {
    const { id, rotate, issue, opened, verifies, clock, iso } = await withProject()
    const { apiKey } = await issue(opened(id))
    const token = () => tokenOf(apiKey, opened(id), { now: clock.now(), ttlMs: 100 * HOUR_MS })
    const [first] = [token()]
    await rotate('Signing', { mode: 'graceful', expires_at: iso(HOUR_MS) })
    const second = token()
    for (const one of [first, second]) assert.equal(await verifies(opened(id), one), true)
    clock.advance(HOUR_MS)
    assert.deepEqual([await verifies(opened(id), first), await verifies(opened(id), second)], [false, true])
    await rotate('Signing', { mode: 'revoke' })
    assert.equal(await verifies(opened(id), second), false)
    assert.equal(await verifies(opened(id), token()), true)
  })

  it('lets go of a setting that named the old one', async () => {
    const { id, patch, rotate, opened, stored, secrets } = await withProject()
    const [before] = await secrets('signing')
    await patch(id, [
      { op: 'replace', path: '/services/talos/config/credentials/derived_tokens/jwt/signing_key_id', value: before?.kid },
    ])
    const { revision } = stored(id).project
    await rotate('Signing', { mode: 'revoke' })
    const project = opened(id)
    assert.equal(project.settings.derivedTokens.signingKeyId, undefined)
    assert.deepEqual(stored(id).project.config, {})
    assert.equal(stored(id).project.revision, revision + 1)
    assert.notEqual(project.signingKeys[0]?.value.kid, before?.kid)
  })
})

describe('secrets that the configuration of the server fixes', () => {
  it('are rotated there and nowhere else', async () => {
    const managedPaths = ['secrets.hmac.current', 'credentials.derived_tokens.jwt.signing_keys.urls']
    const { id, rotate, stored } = await withProject({ managedPaths })
    const before = stored(id)
    for (const which of ['Hmac', 'Signing'] as const)
      await assert.rejects(rotate(which, { mode: 'graceful' }), { code: 'failed_precondition' })
    assert.deepEqual(stored(id), before)
    const other = await withProject({ managedPaths: managedPaths.slice(0, 1) })
    await other.rotate('Signing', { mode: 'graceful' })
  })
})

describe('removing a secret', () => {
  it('drops a retired one and its keys, never one in use', async () => {
    const { id, rotate, secrets, remove, issue, opened, verifies, eventsOf, create } = await withProject()
    const { secret } = await issue(opened(id))
    await rotate('Hmac', { mode: 'graceful' })
    const [current, retired] = await secrets('hmac')
    assert.ok(current && retired)
    await assert.rejects(remove(current.id), { code: 'failed_precondition' })
    const other = await create()
    await assert.rejects(remove(retired.id, other.id), { code: 'not_found' })
    assert.equal((await remove(retired.id)).status, 204)
    await assert.rejects(remove(retired.id), { code: 'not_found' })
    assert.equal(await verifies(opened(id), secret), false)
    const event = eventsOf(id).at(-1)
    const count = (state: unknown) => (Array.isArray(state) ? state.length : undefined)
    assert.deepEqual(
      [event?.event, count(event?.before?.['secrets']), count(event?.after?.['secrets'])],
      ['project.secret_removed', 3, 2],
    )
  })
})

describe('what is told about secrets', () => {
  it('tells them apart and gives none away', async () => {
    const { id, ask, rotate, remove, secrets, patch, stored, eventsOf, generated, leakedIn, store } = await withProject()
    const outputs: unknown[] = [await rotate('Hmac', { mode: 'graceful' }), await rotate('Signing', { mode: 'graceful' })]
    const [, retired] = await secrets('hmac')
    const refusals = await Promise.allSettled([
      rotate('Hmac', { mode: 'no' }),
      remove('x'),
      patch(id, [{ op: 'remove', path: '/x' }]),
    ])
    for (const one of refusals) {
      assert.equal(one.status, 'rejected')
      const { message, metadata } = one.reason as DomainError
      outputs.push(message, metadata)
    }
    outputs.push((await ask('listProjectSecrets', { project: id })).body, (await ask('getProject', { project: id })).body)
    await remove(retired?.id ?? '')
    outputs.push((await ask('listProjectRevisions', { project: id })).body, (await ask('listProjects')).body)
    outputs.push(eventsOf(id), store.readAuditEvents(id), stored(id))
    assert.equal(generated.length, 3)
    assert.ok(leakedIn(generated[0]?.hmacSecret ?? '').length > 0)
    assert.deepEqual(leakedIn(JSON.stringify(outputs)), [])
    const all = [...(await secrets('hmac')), ...(await secrets('signing'))]
    for (const { fingerprint } of all) assert.match(fingerprint, /^[0-9a-f]{16}$/)
    assert.equal(new Set(all.map(({ fingerprint }) => fingerprint)).size, all.length)
    assert.deepEqual(
      all.map(({ purpose, kid, live_keys }) => [purpose, kid === undefined, live_keys === undefined]),
      [
        ['hmac', true, false],
        ['signing', false, true],
        ['signing', false, true],
      ],
    )
  })
})
