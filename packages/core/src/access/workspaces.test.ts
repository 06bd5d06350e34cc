import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, asProjectKey, asWorkspaceKey, membershipAt, openAccessBench } from '@latchkey/testkit/access-bench'
import { makeCreateWorkspace } from './create-workspace.ts'
import { makeListWorkspaces } from './list-workspaces.ts'
import { makeUpdateWorkspace } from './update-workspace.ts'

describe('the list of workspaces', () => {
  it('shows those that the caller stands in', async () => {
    const { deps, acme, globex, shop, addPerson } = await openAccessBench()
    const list = makeListWorkspaces(deps)
    const seenBy = async (caller: Parameters<typeof list>[0]) =>
      (await list(caller, { pageSize: 10, pageToken: undefined })).workspaces.map(({ id }) => id)
    assert.deepEqual(await seenBy(anyone.caller), [acme.id, globex.id])
    assert.deepEqual(await seenBy((await addPerson('viewer', globex)).caller), [globex.id])
    assert.deepEqual(await seenBy(asWorkspaceKey(acme).caller), [acme.id])
    assert.deepEqual(await seenBy((await addPerson('owner', shop)).caller), [])
    assert.deepEqual(await seenBy(asProjectKey(shop).caller), [])
  })

  it('comes in pages that end', async () => {
    const { deps, acme, globex } = await openAccessBench()
    const list = makeListWorkspaces(deps)
    const first = await list(anyone.caller, { pageSize: 1, pageToken: undefined })
    assert.deepEqual([first.workspaces.map(({ id }) => id), first.nextPageToken], [[acme.id], acme.id])
    const second = await list(anyone.caller, { pageSize: 1, pageToken: first.nextPageToken })
    assert.deepEqual([second.workspaces.map(({ id }) => id), second.nextPageToken], [[globex.id], undefined])
    assert.equal((await list(anyone.caller, { pageSize: 2, pageToken: undefined })).nextPageToken, undefined)
  })

  it('refuses a page token that is not of this list', async () => {
    const { deps, acme, globex } = await openAccessBench()
    const list = makeListWorkspaces(deps)
    for (const pageToken of ['x', '__proto__', globex.id]) {
      await assert.rejects(list(asWorkspaceKey(acme).caller, { pageSize: 1, pageToken }), { code: 'bad_request' })
    }
  })
})

describe('a new workspace', () => {
  it('belongs to the administrator who makes it', async () => {
    const { store, deps, acme, addPerson, eventsOf } = await openAccessBench()
    const { caller, call, account } = await addPerson('owner', acme)
    const workspace = await makeCreateWorkspace(deps)(caller, call, { name: 'Initech' })
    assert.deepEqual(await store.projects.findWorkspace(workspace.id), workspace)
    assert.deepEqual([workspace.name, workspace.plan], ['Initech', ''])
    const [member, ...others] = await store.accounts.listMembers(workspace.id)
    assert.deepEqual(others, [])
    assert.deepEqual(member?.membership, { ...membershipAt(account, 'owner', workspace) })
    assert.deepEqual(eventsOf(workspace), [])
    const [entry, ...more] = store.readAuditEvents(workspace.id)
    assert.deepEqual([entry?.event, entry?.caller.id, entry?.targetId, more], ['workspace.created', account.id, workspace.id, []])
  })

  it('belongs to nobody when nobody in particular makes it', async () => {
    const { store, deps } = await openAccessBench()
    const workspace = await makeCreateWorkspace(deps)(anyone.caller, anyone.call, { name: 'Initech' })
    assert.deepEqual(await store.accounts.listMembers(workspace.id), [])
  })

  it('is made by administrators only', async () => {
    const { store, deps, acme, globex, shop, addPerson } = await openAccessBench()
    const others = [
      await addPerson('developer', acme),
      await addPerson('owner', globex),
      await addPerson('owner', shop),
      asWorkspaceKey(acme),
      asProjectKey(shop),
    ]
    for (const { caller, call } of others) {
      await assert.rejects(makeCreateWorkspace(deps)(caller, call, { name: 'Mine' }), { code: 'forbidden' })
    }
    assert.equal((await store.projects.listWorkspaces()).length, 2)
  })

  it('needs a name', async () => {
    const { deps } = await openAccessBench()
    for (const name of ['', ' \t', 'n'.repeat(257)]) {
      await assert.rejects(makeCreateWorkspace(deps)(anyone.caller, anyone.call, { name }), { code: 'bad_request' })
    }
  })
})

describe('a change of a workspace', () => {
  it('keeps everything but the name, and is told once', async () => {
    const { store, deps, clock, acme, globex, eventsOf } = await openAccessBench()
    clock.advance(5)
    const changed = await makeUpdateWorkspace(deps)(acme.id, anyone.call, { name: 'Acme & Sons' })
    assert.deepEqual(changed, { ...acme, name: 'Acme & Sons', updatedAt: clock.now() })
    assert.deepEqual(await store.projects.findWorkspace(acme.id), changed)
    assert.deepEqual(await store.projects.findWorkspace(globex.id), globex)
    const [entry, ...more] = eventsOf(acme)
    assert.deepEqual(
      [entry?.event, entry?.before?.['name'], entry?.after?.['name'], more],
      ['workspace.updated', 'Acme', 'Acme & Sons', []],
    )
  })

  it('refuses a bad name and a workspace that is gone', async () => {
    const { deps, acme, eventsOf } = await openAccessBench()
    await assert.rejects(makeUpdateWorkspace(deps)(acme.id, anyone.call, { name: ' ' }), { code: 'bad_request' })
    await assert.rejects(makeUpdateWorkspace(deps)('gone', anyone.call, { name: 'x' }), { code: 'not_found' })
    assert.deepEqual(eventsOf(acme), [])
  })
})
