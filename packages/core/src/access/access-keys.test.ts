import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { anyone, asProjectKey, asWorkspaceKey, openAccessBench } from '@latchkey/testkit/access-bench'
import { buildAccessKey, buildAuditEntry } from '@latchkey/testkit/builders'
import { accessPermissions } from '../access/access-permissions.ts'
import { hashAccessKey } from '../credential/access-key-secret.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectRecord, WorkspaceRecord } from '../ports/project-store.ts'
import { makeCreateAccessKeyFor, makeDeleteAccessKey, makeListAccessKeys } from './access-keys.ts'
import type { Place } from './control-caller.ts'

const inWorkspace = ({ id }: WorkspaceRecord): Place => ({ workspaceId: id })
const inProject = ({ id, workspaceId }: ProjectRecord): Place => ({ workspaceId, projectId: id })
const facts = { name: 'ci', permissions: accessPermissions, expiresAt: undefined }

describe('a new API key for our own API', () => {
  it('is shown once and found by its digest', async () => {
    const { store, deps, acme, shop, addPerson, eventsOf } = await openAccessBench()
    const { caller, call } = await addPerson('owner', acme)
    for (const place of [inProject(shop), inWorkspace(acme)]) {
      const { accessKey, credential } = await makeCreateAccessKeyFor(deps)(caller, call, { ...facts, place })
      const text = credential.reveal()
      assert.ok(text.startsWith(place.projectId === undefined ? 'ory_wak_' : 'ory_pat_'))
      assert.deepEqual(await store.accessKeys.findByHash(hashAccessKey(text)), accessKey)
      assert.deepEqual(accessKey.permissions, place.projectId === undefined ? [] : accessPermissions)
      const chain = place.projectId === undefined ? acme : shop
      const [entry, ...more] = eventsOf(chain)
      assert.deepEqual([entry?.event, entry?.targetId, more], ['access_key.created', accessKey.id, []])
      const shown = inspect([accessKey, credential, store.readAuditEvents(chain.id)], { depth: 9 })
      assert.ok(!shown.includes(text.slice(8, -4)))
      assert.ok(!JSON.stringify(store.readAuditEvents(chain.id)).includes(accessKey.hash))
    }
  })

  it('is refused to whoever may not make one there', async () => {
    const { deps, acme, globex, shop, blog, addPerson, eventsOf } = await openAccessBench()
    const developer = await addPerson('developer', acme)
    const viewer = await addPerson('viewer', acme)
    const stranger = await addPerson('owner', globex)
    const guest = await addPerson('owner', blog)
    const keys = [asWorkspaceKey(globex), asProjectKey(shop)]
    const create = makeCreateAccessKeyFor(deps)
    for (const { caller, call } of [viewer, stranger, guest, ...keys]) {
      await assert.rejects(create(caller, call, { ...facts, place: inProject(shop) }), { code: 'forbidden' })
    }
    for (const { caller, call } of [developer, viewer, stranger, guest, ...keys]) {
      await assert.rejects(create(caller, call, { ...facts, place: inWorkspace(acme) }), { code: 'forbidden' })
    }
    assert.deepEqual([...eventsOf(acme), ...eventsOf(shop)], [])
    await create(developer.caller, developer.call, { ...facts, place: inProject(shop) })
    await create(guest.caller, guest.call, { ...facts, place: inProject(blog) })
  })

  it('never outlives the workspace key that makes it', async () => {
    const { deps, clock, acme, shop } = await openAccessBench()
    const end = (clock.now() + 60_000) as Instant
    const { caller, call } = asWorkspaceKey(acme, { expiresAt: end })
    const create = makeCreateAccessKeyFor(deps)
    for (const place of [inWorkspace(acme), inProject(shop)]) {
      assert.equal((await create(caller, call, { ...facts, place, expiresAt: end })).accessKey.expiresAt, end)
      for (const expiresAt of [undefined, (end + 1) as Instant]) {
        await assert.rejects(create(caller, call, { ...facts, place, expiresAt }), { code: 'forbidden' })
      }
      const endless = asWorkspaceKey(acme)
      assert.equal((await create(endless.caller, endless.call, { ...facts, place })).accessKey.expiresAt, undefined)
    }
  })

  it('needs a name and an end that lies ahead', async () => {
    const { deps, clock, acme } = await openAccessBench()
    const create = makeCreateAccessKeyFor(deps)
    const place = inWorkspace(acme)
    for (const bad of [{ name: ' ' }, { name: 'n'.repeat(257) }, { expiresAt: clock.now() }]) {
      await assert.rejects(create(anyone.caller, anyone.call, { ...facts, ...bad, place }), { code: 'bad_request' })
    }
    const soon = (clock.now() + 1) as Instant
    assert.equal((await create(anyone.caller, anyone.call, { ...facts, place, expiresAt: soon })).accessKey.expiresAt, soon)
  })
})

describe('the API keys of a place', () => {
  it('are listed for that place only', async () => {
    const { deps, acme, globex, shop, blog } = await openAccessBench()
    const create = makeCreateAccessKeyFor(deps)
    const ofShop = await create(anyone.caller, anyone.call, { ...facts, place: inProject(shop) })
    const ofAcme = await create(anyone.caller, anyone.call, { ...facts, place: inWorkspace(acme) })
    const list = makeListAccessKeys(deps)
    assert.deepEqual(await list(inProject(shop)), [ofShop.accessKey])
    assert.deepEqual(await list(inWorkspace(acme)), [ofAcme.accessKey])
    for (const place of [inProject(blog), inWorkspace(globex)]) assert.deepEqual(await list(place), [])
  })

  it('are deleted once, and only in their place', async () => {
    const { store, deps, acme, globex, shop, blog, rival, eventsOf } = await openAccessBench()
    const { accessKey } = await makeCreateAccessKeyFor(deps)(anyone.caller, anyone.call, { ...facts, place: inProject(shop) })
    const remove = makeDeleteAccessKey(deps)
    for (const place of [inProject(blog), inProject(rival), inWorkspace(acme), inWorkspace(globex)]) {
      await assert.rejects(remove(place, anyone.call, accessKey.id), { code: 'not_found' })
    }
    for (const id of ['', accessKey.hash, '__proto__']) {
      await assert.rejects(remove(inProject(shop), anyone.call, id), { code: 'not_found' })
    }
    assert.deepEqual(await store.accessKeys.findByHash(accessKey.hash), accessKey)
    const attempt = () => remove(inProject(shop), anyone.call, accessKey.id)
    const outcomes = await Promise.allSettled([attempt(), attempt()])
    assert.deepEqual(
      outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value),
      [accessKey],
    )
    assert.equal(await store.accessKeys.findByHash(accessKey.hash), undefined)
    const [, entry, ...more] = eventsOf(shop)
    assert.deepEqual([entry?.event, entry?.before?.['name'], entry?.after, more], ['access_key.deleted', 'ci', undefined, []])
  })

  it('of one kind are no keys of the other, even where an id is the same', async () => {
    const { store, deps, acme } = await openAccessBench()
    const odd = buildAccessKey({ kind: 'project', ownerId: acme.id })
    await store.accessKeys.createAccessKey(odd, buildAuditEntry({ event: 'access_key.created', targetKind: 'access_key' }))
    await assert.rejects(makeDeleteAccessKey(deps)(inWorkspace(acme), anyone.call, odd.id), { code: 'not_found' })
    assert.deepEqual(await store.accessKeys.findByHash(odd.hash), odd)
  })
})
