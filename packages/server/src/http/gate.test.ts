import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectReference } from '@latchkey/core/ports/project-store'
import type { Project } from '@latchkey/core/project/project'
import { buildProject } from '@latchkey/testkit/build-project'
import { buildProjectId } from '@latchkey/testkit/builders'
import type { Address } from './addressing.ts'
import { type AdminCaller, openAuthenticator } from './authenticate.ts'
import { makeGate } from './gate.ts'
import type { RequestFacts } from './request-facts.ts'

const home = buildProject({ slug: 'home' })
const other = buildProject({ id: buildProjectId(), slug: 'other' })
const suspended = buildProject({ id: buildProjectId(), slug: 'suspended', state: 'suspended' })
const disabled = buildProject({ id: buildProjectId(), slug: 'disabled', apiKeysEnabled: false })
const projects = [home, other, suspended, disabled]

const resolve = (reference: ProjectReference): Project | undefined => {
  if ('host' in reference) return reference.host === 'keys.other.example' ? other : undefined
  return projects.find(({ id, slug }) => ('id' in reference ? id === reference.id : slug === reference.slug))
}
const directory = { resolve, resolveDefault: () => home }
const callerOf = (projectId: string | undefined): AdminCaller => ({
  audit: { kind: 'access_key', id: 'k', name: 'n' },
  projectId,
  blindness: 'unauthorized',
  permissionsIn: () => new Set(['keys:verify'] as const),
})
const factsOf = (address: Address): RequestFacts => ({
  requestId: 'r',
  address,
  clientIp: undefined,
  isSecure: false,
  host: 'localhost',
})
const shown = { headers: { authorization: 'Bearer x' } }
const unlimited = { limitApi: () => undefined, isOwnHost: () => true }
const at = (reference: ProjectReference | undefined): Address => ({ reference, url: '/x', base: '' })
const gateOf = (projectId: string | undefined) =>
  makeGate({
    authenticator: { ...openAuthenticator, authenticate: () => callerOf(projectId) },
    projects: directory,
    ...unlimited,
  })
const admit = async (projectId: string | undefined, reference: ProjectReference | undefined) =>
  (await gateOf(projectId).admitAdmin(factsOf(at(reference)), shown, 'keys:verify')).project.slug
const code = (expected: string) => ({ name: 'DomainError', code: expected })

describe('the gate of the admin surface', () => {
  it("leads to the caller's own project, named or not", async () => {
    assert.equal(await admit(other.id, undefined), 'other')
    for (const reference of [{ slug: 'other' }, { id: other.id }, { host: 'keys.other.example' }])
      assert.equal(await admit(other.id, reference), 'other')
    assert.equal(await admit(other.id, { host: 'latchkey.internal.example' }), 'other', "a host that is nobody's is the server's")
  })

  it('makes no difference between a project of others and one that does not exist', async () => {
    const refusals = await Promise.all(
      [{ slug: 'other' }, { id: other.id }, { host: 'keys.other.example' }, { slug: 'nobody' }, { id: buildProjectId() }].map(
        (reference) => admit(home.id, reference).catch((error: unknown) => error),
      ),
    )
    for (const refusal of refusals) assert.deepEqual(refusal, new DomainError('unauthorized'))
  })

  it('refuses a path below the own domain of another project, whoever asks', async () => {
    const below = (hostBesidePath: ProjectReference): Address => ({ ...at({ slug: 'home' }), hostBesidePath })
    const ask = async (host: string) =>
      (await gateOf(home.id).admitAdmin(factsOf(below({ host })), shown, 'keys:verify')).project.slug
    assert.equal(await ask('latchkey.internal.example'), 'home')
    await assert.rejects(ask('keys.other.example'), new DomainError('unauthorized'))
    await assert.rejects(async () => gateOf(home.id).admitPublic(below({ host: 'keys.other.example' })), code('not_found'))
    const sameProject = { ...at({ slug: 'other' }), hostBesidePath: { host: 'keys.other.example' } }
    assert.equal((await gateOf(other.id).admitAdmin(factsOf(sameProject), shown, 'keys:verify')).project, other)
  })

  it('takes an unknown domain for nobody where the configuration names all of them', async () => {
    const strict = makeGate({
      authenticator: { ...openAuthenticator, authenticate: () => callerOf(home.id) },
      projects: directory,
      ...unlimited,
      isOwnHost: (host) => host === 'keys.server.example',
    })
    const stranger = at({ host: 'latchkey.internal.example' })
    await assert.rejects(async () => strict.admitAdmin(factsOf(stranger), shown, 'keys:verify'), code('unauthorized'))
    await assert.rejects(async () => strict.admitPublic(stranger), code('not_found'))
    assert.equal((await strict.admitPublic(at(undefined))).project, home)
    assert.equal((await strict.admitPublic(at({ host: 'keys.server.example' }))).project, home)
  })

  it('refuses a caller whose project is gone', async () => {
    await assert.rejects(admit(buildProjectId(), undefined), code('unauthorized'))
  })

  it('refuses what the caller may not do, and tells a project without API keys only to its own callers', async () => {
    await assert.rejects(async () => gateOf(home.id).admitAdmin(factsOf(at(undefined)), shown, 'keys:issue'), code('forbidden'))
    await assert.rejects(admit(disabled.id, undefined), code('feature_not_available'))
    await assert.rejects(admit(suspended.id, { slug: 'suspended' }), code('forbidden'))
    await assert.rejects(admit(home.id, { slug: 'disabled' }), code('unauthorized'))
  })

  it('gives a caller of an open surface the named project, or the default one', async () => {
    assert.equal(await admit(undefined, undefined), 'home')
    assert.equal(await admit(undefined, { slug: 'other' }), 'other')
    await assert.rejects(admit(undefined, { slug: 'nobody' }), code('unauthorized'))
  })

  it('hands outages on, and does not look for projects before it knows the caller', async () => {
    const outage = new DomainError('service_unavailable')
    const away = { resolve: () => Promise.reject(outage), resolveDefault: () => Promise.reject(outage) }
    const gate = makeGate({
      authenticator: { ...openAuthenticator, authenticate: () => callerOf(home.id) },
      projects: away,
      ...unlimited,
    })
    await assert.rejects(async () => gate.admitAdmin(factsOf(at({ slug: 'home' })), shown, 'keys:verify'), outage)
    const strangers = makeGate({
      authenticator: {
        ...openAuthenticator,
        authenticate: () => {
          throw new DomainError('unauthorized')
        },
      },
      projects: away,
      ...unlimited,
    })
    assert.throws(() => strangers.admitAdmin(factsOf(at({ slug: 'home' })), shown, 'keys:verify'), code('unauthorized'))
  })
})

describe('the gate of the public surface', () => {
  const enter = async (reference: ProjectReference | undefined) =>
    (await gateOf(undefined).admitPublic(at(reference))).project.slug

  it('leads to the named project, and to the default one where none is named', async () => {
    assert.equal(await enter({ slug: 'other' }), 'other')
    assert.equal(await enter({ host: 'keys.other.example' }), 'other')
    assert.equal(await enter({ host: 'latchkey.internal.example' }), 'home')
    assert.equal(await enter(undefined), 'home')
  })

  it('says when the named project does not exist or does not serve', async () => {
    await assert.rejects(enter({ slug: 'nobody' }), code('not_found'))
    await assert.rejects(enter({ id: buildProjectId() }), code('not_found'))
    const empty = makeGate({
      authenticator: openAuthenticator,
      projects: { resolve: () => undefined, resolveDefault: () => undefined },
      ...unlimited,
    })
    assert.throws(() => empty.admitPublic(at(undefined)), code('not_found'))
    await assert.rejects(enter({ slug: 'disabled' }), code('feature_not_available'))
    await assert.rejects(enter({ slug: 'suspended' }), code('forbidden'))
  })
})
