import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Api } from '../proof/support/api.ts'
import { type ControlServer, projectAt, startControlServer, type TestProject } from '../support/control-plane.ts'
import { type Verdict, VerifyLoad } from '../support/verify-load.ts'

const PER_SECOND = 500
/** What a busy machine may take of that. */
const PER_SECOND_MIN = 100
const OLD_FAIL_WITHIN_MS = 1000
/** More than two looks of the other server at what has changed. */
const NOTICED_MS = 200

/** The load shares a process with two servers: what these would refuse for want of time says nothing about secrets. */
const CONFIG = { serve: { http: { admission: { enabled: false } } } }

let server: ControlServer
let sibling: ControlServer
before(async () => {
  server = await startControlServer({ config: CONFIG })
  sibling = await startControlServer({ config: CONFIG, folder: server.folder })
})
after(async () => {
  await sibling.stop()
  await server.stop()
})

const tokenOf = async (project: TestProject, credential: string, algorithm = 'TOKEN_ALGORITHM_JWT'): Promise<string> => {
  const { status, body } = await project.call('POST', '/v2alpha1/admin/apiKeys:derive', { credential, algorithm, ttl: '10m' })
  assert.equal(status, 200, JSON.stringify(body))
  return body.token.token
}

async function rotate(project: TestProject, what: 'hmac-secret' | 'signing-key', mode: 'graceful' | 'revoke') {
  const { status, body } = await server.control('POST', `/projects/${project.id}/talos/rotate-${what}`, { mode })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

/** Everything that a secret of the project stands behind, with the secrets of this moment. */
async function credentialsNow(project: TestProject, generation: string) {
  const { secret } = await project.issue({ name: generation })
  return {
    [`${generation} key`]: secret,
    [`${generation} macaroon`]: await tokenOf(project, secret, 'TOKEN_ALGORITHM_MACAROON'),
    [`${generation} JWT`]: await tokenOf(project, secret),
  }
}

const addAll = (load: VerifyLoad, credentials: Readonly<Record<string, string>>): void => {
  for (const [label, credential] of Object.entries(credentials)) load.add(label, credential)
}

const countsOf = (verdicts: readonly Verdict[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { label, verdict } of verdicts) counts[`${label}: ${verdict}`] = (counts[`${label}: ${verdict}`] ?? 0) + 1
  return counts
}

/** Which verdicts there were on each credential. */
const verdictsOf = (verdicts: readonly Verdict[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    [...new Set(verdicts.map(({ label }) => label))]
      .sort()
      .map((label) => [label, [...new Set(verdicts.filter((one) => one.label === label).map(({ verdict }) => verdict))]]),
  )

/** Over connections that are kept alive: cheap enough for hundreds of calls a second. */
function fastVerify(api: Api): (credential: string) => Promise<string> {
  return async (credential) => {
    const { status, body } = await api.verify(credential)
    if (status !== 200) return String(status)
    return body.is_valid === true ? 'VALID' : body.error_code
  }
}

describe('rotating the secrets of a project under load', () => {
  it('fails no verification when it is graceful, and ends what was signed within a second when it revokes', async () => {
    const project = await server.createProject()
    const { projectKey, slug } = project
    const apis = [server, sibling].map(({ port }) => new Api({ port, projectKey, base: `/projects/${slug}` }))
    const load = new VerifyLoad(apis.map(fastVerify), PER_SECOND)
    addAll(load, await credentialsNow(project, 'first'))
    await load.during(300)
    for (const what of ['hmac-secret', 'signing-key'] as const) {
      await rotate(project, what, 'graceful')
      await load.during(300)
    }
    await delay(NOTICED_MS)
    addAll(load, await credentialsNow(project, 'second'))
    const graceful = await load.during(600)
    assert.deepEqual(
      load.verdicts.filter(({ verdict }) => verdict !== 'VALID'),
      [],
      JSON.stringify(countsOf(load.verdicts)),
    )
    assert.equal(Object.keys(verdictsOf(graceful)).length, 6)

    for (const what of ['hmac-secret', 'signing-key'] as const) await rotate(project, what, 'revoke')
    const revokedAt = performance.now()
    await delay(NOTICED_MS)
    addAll(load, await credentialsNow(project, 'third'))
    await delay(OLD_FAIL_WITHIN_MS - (performance.now() - revokedAt))
    const revoked = await load.during(600)
    const { perSecond } = await load.stop()
    for (const api of apis) api.close()
    assert.deepEqual(verdictsOf(revoked), {
      // Retired before, and not what was revoked now.
      'first JWT': ['VALID'],
      'first key': ['VALID'],
      'first macaroon': ['VALID'],
      'second JWT': ['VERIFICATION_ERROR_SIGNATURE_INVALID'],
      'second key': ['VERIFICATION_ERROR_NOT_FOUND'],
      'second macaroon': ['VERIFICATION_ERROR_SIGNATURE_INVALID'],
      'third JWT': ['VALID'],
      'third key': ['VALID'],
      'third macaroon': ['VALID'],
    })
    const unexpected = load.verdicts.filter(({ label, verdict }) => !label.startsWith('second') && verdict !== 'VALID')
    assert.deepEqual(unexpected, [])
    assert.ok(perSecond >= PER_SECOND_MIN, `${Math.round(perSecond)} verifications a second`)
  })

  it('ends what a retired secret signed when that is removed', async () => {
    const project = await server.createProject()
    const old = await credentialsNow(project, 'old')
    for (const what of ['hmac-secret', 'signing-key'] as const) await rotate(project, what, 'graceful')
    const { secrets } = (await server.control('GET', `/projects/${project.id}/talos/secrets`)).body
    assert.deepEqual(
      secrets.map(({ purpose, state, live_keys }: Record<string, unknown>) => [purpose, state, live_keys]),
      [
        ['hmac', 'current', 0],
        ['hmac', 'retired', 1],
        ['signing', 'current', undefined],
        ['signing', 'retired', undefined],
      ],
    )
    for (const { id, state } of secrets) {
      const { status } = await server.control('DELETE', `/projects/${project.id}/talos/secrets/${id}`)
      assert.equal(status, state === 'retired' ? 204 : 409)
    }
    await delay(NOTICED_MS)
    for (const at of [project, projectAt(sibling.endpoint, project)])
      for (const [label, credential] of Object.entries(old)) assert.notEqual(await at.verify(credential), 'VALID', label)
    for (const credential of Object.values(await credentialsNow(project, 'new')))
      assert.equal(await project.verify(credential), 'VALID')
  })

  it('drops a gracefully retired secret at its end', async () => {
    const project = await server.createProject()
    const { secret } = await project.issue()
    const expires_at = new Date(Date.now() + 1500).toISOString()
    const path = `/projects/${project.id}/talos/rotate-hmac-secret`
    const { body } = await server.control('POST', path, { mode: 'graceful', expires_at })
    assert.equal(body.secrets[1].expires_at, expires_at)
    assert.equal(await project.verify(secret), 'VALID')
    await delay(Date.parse(expires_at) - Date.now() + 20)
    assert.equal(await project.verify(secret), 'VERIFICATION_ERROR_NOT_FOUND')
    assert.equal((await server.control('POST', path, { mode: 'graceful', expires_at })).status, 400, 'an end that is past')
  })
})
