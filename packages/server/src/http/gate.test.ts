import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ProjectReference } from '@latchkey/core/ports/project-store'
import type { Project } from '@latchkey/core/project/project'
import { buildProject } from '@latchkey/testkit/build-project'
import { buildProjectId } from '@latchkey/testkit/builders'
import type { Address } from './addressing.ts'
import { type AdminCaller, openAuthenticator } from './authenticate.ts'
import { type Admission, makeGate } from './gate.ts'
import type { RequestFacts } from './request-facts.ts'
import { beginTrail } from './request-trail.ts'

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
  trail: beginTrail({ requestId: 'r', method: 'GET', startedAtMs: 0, trace: undefined }),
})
const shown = { headers: { authorization: 'Bearer x' } }
const unlimited = { limitApi: () => undefined, isOwnHost: () => true, changesHeard: () => 0 }
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

describe('an admission when the body is there', () => {
  /** A gate whose projects and callers change, and which says so. */
  const open = (audit: AdminCaller['audit']['kind'] = 'access_key') => {
    const now = { heard: 0, asked: 0, limited: 0, project: home as Project | undefined, isCaller: true }
    const gate = makeGate({
      authenticator: {
        authenticate: () => {
          now.asked++
          if (!now.isCaller) throw new DomainError('unauthorized')
          return { ...callerOf(home.id), audit: { kind: audit, id: 'k', name: 'n' } }
        },
      },
      projects: { resolve: () => now.project, resolveDefault: () => now.project },
      isOwnHost: () => true,
      limitApi: () => {
        now.limited++
        return undefined
      },
      changesHeard: () => now.heard,
    })
    const admit = async () => gate.admitAdmin(factsOf(at(undefined)), shown, 'keys:verify')
    const confirm = async (admission: Admission) => gate.confirmAdmin(admission, factsOf(at(undefined)), shown, 'keys:verify')
    return { now, gate, admit, confirm }
  }

  it('stands without another look while nothing has changed', async () => {
    const { now, admit, confirm } = open()
    const admission = await admit()
    assert.equal(await confirm(admission), admission)
    assert.deepEqual([now.asked, now.limited], [1, 1])
  })

  it('is for the project as it is by then, and counts once', async () => {
    const { now, admit, confirm } = open()
    const admission = await admit()
    const changed = { ...home }
    Object.assign(now, { heard: 1, project: changed })
    assert.equal((await confirm(admission)).project, changed)
    assert.deepEqual([now.asked, now.limited], [2, 1])
  })

  it('ends with the credential, and with the project', async () => {
    const changes = [{ isCaller: false }, { project: undefined }, { project: { ...home, state: 'suspended' } }]
    for (const [index, id] of (['unauthorized', 'unauthorized', 'forbidden'] as const).entries()) {
      const { now, admit, confirm } = open()
      const admission = await admit()
      Object.assign(now, { heard: 1, ...changes[index] })
      await assert.rejects(confirm(admission), code(id))
    }
  })

  it('of a person is looked at again always: sessions and roles are not remembered', async () => {
    const { now, admit, confirm } = open('account')
    const admission = await admit()
    now.isCaller = false
    await assert.rejects(confirm(admission), code('unauthorized'))
  })

  it('on the public surface is for the project as it is by then', async () => {
    const { now, gate } = open()
    const admission = await gate.admitPublic(at(undefined))
    assert.equal(await gate.confirmPublic(admission, at(undefined)), admission)
    Object.assign(now, { heard: 1, project: { ...home, state: 'suspended' } })
    await assert.rejects(async () => gate.confirmPublic(admission, at(undefined)), code('forbidden'))
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
