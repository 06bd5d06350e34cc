import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hashOneTimeToken } from '@latchkey/core/account/one-time-token'
import { anyone, openAccessBench } from '@latchkey/testkit/access-bench'
import { makeControlCaller } from '@latchkey/testkit/control-bench'
import { makeMemberHandlers } from './handlers.ts'

async function openMembers() {
  const bench = await openAccessBench()
  const handlers = makeMemberHandlers({ ...bench.deps, originOf: ({ origin }) => origin })
  return { ...bench, ask: makeControlCaller(handlers, bench.store.projects) }
}

const { caller } = anyone
type People = readonly Record<string, unknown>[]

describe('the operations on members', () => {
  it('list the people of a workspace and of a project, without what opens an account', async () => {
    const { ask, acme, shop, addPerson } = await openMembers()
    const owner = await addPerson('owner', acme)
    const guest = await addPerson('viewer', shop)
    const person = ({ account, membership: { role } }: typeof owner) => ({
      id: account.id,
      email: account.email,
      name: 'Ada',
      email_verified: true,
      role,
    })
    const ofWorkspace = await ask('listWorkspaceMembers', { caller, params: { workspace: acme.id } })
    assert.deepEqual(ofWorkspace.json, {
      members: [
        { ...person(owner), project_id: null, created_at: '2026-01-15T12:00:00.000Z' },
        { ...person(guest), project_id: shop.id, created_at: '2026-01-15T12:00:00.000Z' },
      ],
    })
    const ofProject = await ask('getProjectMembers', { caller, params: { project: shop.id } })
    assert.deepEqual(ofProject.json, [
      { ...person(owner), break_glass: false, organization_id: null, source: 'workspace' },
      { ...person(guest), break_glass: false, organization_id: null, source: 'project' },
    ])
    assert.ok(!JSON.stringify([ofWorkspace.json, ofProject.json]).includes('canary'))
  })

  it('change a role and remove people', async () => {
    const { ask, acme, shop, addPerson } = await openMembers()
    const owner = await addPerson('owner', acme)
    const viewer = await addPerson('viewer', acme)
    const guest = await addPerson('viewer', shop)
    const at = (member: string) => ({ caller: owner.caller, params: { workspace: acme.id, member } })
    const changed = await ask('updateWorkspaceMember', { ...at(viewer.account.id.toUpperCase()), body: { role: 'developer' } })
    assert.equal((changed.json as People[number])['role'], 'developer')
    const inShop = { role: 'owner', project_id: shop.id }
    const guestChanged = await ask('updateWorkspaceMember', { ...at(guest.account.id), body: inShop })
    assert.deepEqual((guestChanged.json as People[number])['project_id'], shop.id)
    assert.equal((await ask('removeWorkspaceMember', at(viewer.account.id))).status, 204)
    await assert.rejects(ask('removeWorkspaceMember', at(owner.account.id)), { code: 'failed_precondition' })
    const fromShop = (member: string) => ask('removeProjectMember', { caller, params: { project: shop.id, member } })
    await assert.rejects(fromShop(owner.account.id), { code: 'failed_precondition' })
    assert.equal((await fromShop(guest.account.id)).status, 204)
    await assert.rejects(fromShop(guest.account.id), { code: 'not_found' })
    for (const role of [undefined, '', 'admin', 'workspace_key', 'OWNER', ['owner']]) {
      await assert.rejects(ask('updateWorkspaceMember', { ...at(owner.account.id), body: { role } }), { code: 'bad_request' })
    }
  })
})

describe('the operations on invitations', () => {
  it('show the link once, with its token behind the hash sign', async () => {
    const { ask, store, acme, shop, addPerson } = await openMembers()
    const owner = await addPerson('owner', acme)
    const at = { caller: owner.caller, params: { workspace: acme.id } }
    const body = { email: 'Grace@Example.com', role: 'viewer', project_id: shop.id }
    const made = await ask('createInvitation', { ...at, body })
    const { invitation, link } = made.json as { invitation: Record<string, unknown>; link: string }
    assert.equal(made.status, 201)
    assert.deepEqual(made.headers, { Location: `/workspaces/${acme.id}/invitations/${invitation['id']}` })
    const { origin, pathname, search, hash } = new URL(link)
    assert.deepEqual([origin, pathname, search], ['https://keys.example.com', '/console/accept', ''])
    const token = hash.slice('#token='.length)
    assert.equal(store.accounts.findInvitation(hashOneTimeToken(token))?.id, invitation['id'])
    assert.deepEqual(
      [invitation['email'], invitation['role'], invitation['project_id'], invitation['expires_at']],
      ['grace@example.com', 'viewer', shop.id, '2026-01-22T12:00:00.000Z'],
    )
    const listed = await ask('listInvitations', at)
    assert.deepEqual(listed.json, { invitations: [invitation] })
    assert.ok(!JSON.stringify([listed, invitation, made.headers, store.readAuditEvents(acme.id)]).includes(token))
    const taken = { ...at, params: { ...at.params, invitation: String(invitation['id']) } }
    assert.equal((await ask('deleteInvitation', taken)).status, 204)
    await assert.rejects(ask('deleteInvitation', taken), { code: 'not_found' })
  })

  it('refuse what names nobody or nothing', async () => {
    const { ask, acme, rival } = await openMembers()
    const at = { caller, params: { workspace: acme.id } }
    const good = { email: 'ada@example.com', role: 'viewer' }
    for (const bad of [{ email: 'ada' }, { email: 'a@b\u0000' }, { email: `${'a'.repeat(255)}@b` }, { role: 'admin' }]) {
      await assert.rejects(ask('createInvitation', { ...at, body: { ...good, ...bad } }), { code: 'bad_request' })
    }
    await assert.rejects(ask('createInvitation', { ...at, body: { ...good, project_id: rival.id } }), { code: 'not_found' })
    assert.deepEqual((await ask('listInvitations', at)).json, { invitations: [] })
  })
})
