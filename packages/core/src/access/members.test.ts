import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, asCaller, asWorkspaceKey, membershipAt, openAccessBench, type Person } from '@latchkey/testkit/access-bench'
import { buildAuditEntry } from '@latchkey/testkit/builders'
import { makeChangeMember } from './change-member.ts'
import { makeListMembers, makeListProjectMembers } from './list-members.ts'
import type { Membership } from './membership.ts'
import { makeRemoveMember } from './remove-member.ts'
import type { Role } from './roles.ts'

type Bench = Awaited<ReturnType<typeof openAccessBench>>

/** Gives a person a second role. */
async function join({ store, random, clock }: Bench, { account }: Person, membership: Membership): Promise<void> {
  const { workspaceId, projectId, role } = membership
  const invitation = {
    id: random.uuid(),
    hash: random.uuid(),
    workspaceId,
    projectId,
    email: account.email,
    role,
    invitedBy: 'tests',
    createdAt: clock.now(),
    expiresAt: clock.now(),
  }
  await store.accounts.createInvitation(invitation, buildAuditEntry({ event: 'member.invited' }))
  await store.accounts.acceptInvitation(invitation.id, membership, buildAuditEntry({ event: 'member.joined' }))
}

const alsoInShop = (bench: Bench, person: Person, role: Role): Promise<void> =>
  join(bench, person, membershipAt(person.account, role, bench.shop))

const rolesIn = async ({ store }: Bench, workspaceId: string) =>
  (await store.accounts.listMembers(workspaceId)).map(({ account, membership }) => [
    account.id,
    membership.role,
    membership.projectId,
  ])

describe('the people of a place', () => {
  it('are those of this workspace and its projects', async () => {
    const bench = await openAccessBench()
    const owner = await bench.addPerson('owner', bench.acme)
    const guest = await bench.addPerson('viewer', bench.shop)
    await bench.addPerson('owner', bench.globex)
    const members = await makeListMembers(bench.deps)(bench.acme.id)
    assert.deepEqual(
      members.map(({ membership }) => membership),
      [owner.membership, guest.membership],
    )
  })

  it('stand in a project once each, with the wider of two roles', async () => {
    const bench = await openAccessBench()
    const viewer = await bench.addPerson('viewer', bench.acme)
    const developer = await bench.addPerson('developer', bench.acme)
    const guest = await bench.addPerson('viewer', bench.shop)
    await bench.addPerson('owner', bench.blog)
    await alsoInShop(bench, viewer, 'developer')
    await alsoInShop(bench, developer, 'developer')
    const members = await makeListProjectMembers(bench.deps)(bench.acme.id, bench.shop.id)
    assert.deepEqual(
      members.map(({ membership }) => [membership.accountId, membership.role, membership.projectId]),
      [
        [viewer.account.id, 'developer', bench.shop.id],
        [developer.account.id, 'developer', undefined],
        [guest.account.id, 'viewer', bench.shop.id],
      ],
    )
  })
})

describe('a change of a role', () => {
  it('is made by owners, and told once', async () => {
    const bench = await openAccessBench()
    const { acme, eventsOf } = bench
    const owner = await bench.addPerson('owner', acme)
    const viewer = await bench.addPerson('viewer', acme)
    const request = { workspaceId: acme.id, accountId: viewer.account.id, projectId: undefined, role: 'owner' } as const
    const changed = await makeChangeMember(bench.deps)(owner.caller, owner.call, request)
    assert.deepEqual(changed, { account: viewer.account, membership: { ...viewer.membership, role: 'owner' } })
    await makeChangeMember(bench.deps)(owner.caller, owner.call, request)
    assert.deepEqual(await rolesIn(bench, acme.id), [
      [owner.account.id, 'owner', undefined],
      [viewer.account.id, 'owner', undefined],
    ])
    const [entry, ...more] = eventsOf(acme)
    assert.deepEqual([entry?.event, entry?.before?.['role'], entry?.after?.['role']], ['member.role_changed', 'viewer', 'owner'])
    assert.deepEqual(more, [])
  })

  it('is refused to everybody else', async () => {
    const bench = await openAccessBench()
    const { acme, globex, shop } = bench
    const viewer = await bench.addPerson('viewer', acme)
    const others = [
      await bench.addPerson('developer', acme),
      await bench.addPerson('owner', globex),
      await bench.addPerson('owner', shop),
      asWorkspaceKey(acme),
      viewer,
    ]
    for (const { caller, call } of others) {
      const request = { workspaceId: acme.id, accountId: viewer.account.id, projectId: undefined, role: 'owner' } as const
      await assert.rejects(makeChangeMember(bench.deps)(caller, call, request), { code: 'forbidden' })
    }
    assert.deepEqual(bench.eventsOf(acme), [])
  })

  it('leaves a workspace with an owner, even when two go at once', async () => {
    const bench = await openAccessBench()
    const one = await bench.addPerson('owner', bench.acme)
    const other = await bench.addPerson('owner', bench.acme)
    const demote = ({ caller, call }: Person, { account }: Person) =>
      makeChangeMember(bench.deps)(caller, call, {
        workspaceId: bench.acme.id,
        accountId: account.id,
        projectId: undefined,
        role: 'viewer',
      })
    const outcomes = await Promise.allSettled([demote(one, other), demote(other, one)])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    assert.equal(refused?.reason.code, 'failed_precondition')
    assert.deepEqual((await rolesIn(bench, bench.acme.id)).map(([, role]) => role).sort(), ['owner', 'viewer'])
    assert.equal(bench.eventsOf(bench.acme).length, 1)
  })

  it('finds nobody elsewhere', async () => {
    const bench = await openAccessBench()
    const { acme, globex, shop } = bench
    const stranger = await bench.addPerson('viewer', globex)
    const guest = await bench.addPerson('viewer', shop)
    const change = makeChangeMember(bench.deps)
    for (const accountId of [stranger.account.id, guest.account.id, '', '__proto__']) {
      const request = { workspaceId: acme.id, accountId, projectId: undefined, role: 'developer' } as const
      await assert.rejects(change(anyone.caller, anyone.call, request), { code: 'not_found' })
    }
    const inShop = { workspaceId: acme.id, accountId: guest.account.id, projectId: shop.id, role: 'developer' } as const
    assert.equal((await change(anyone.caller, anyone.call, inShop)).membership.role, 'developer')
  })
})

describe('the removal of a member', () => {
  it('takes every role in the workspace, the second time none', async () => {
    const bench = await openAccessBench()
    const { acme, globex, eventsOf } = bench
    const owner = await bench.addPerson('owner', acme)
    const leaving = await bench.addPerson('developer', acme)
    await alsoInShop(bench, leaving, 'owner')
    await bench.addPerson('viewer', globex)
    const remove = makeRemoveMember(bench.deps)
    const request = { workspaceId: acme.id, accountId: leaving.account.id }
    const before = eventsOf(acme).length
    await remove(owner.call, request)
    assert.deepEqual(await rolesIn(bench, acme.id), [[owner.account.id, 'owner', undefined]])
    assert.deepEqual(
      eventsOf(acme)
        .slice(before)
        .map(({ event, before: was }) => [event, was?.['role']]),
      [
        ['member.removed', 'developer'],
        ['member.removed', 'owner'],
      ],
    )
    await assert.rejects(remove(owner.call, request), { code: 'not_found' })
    assert.equal((await rolesIn(bench, globex.id)).length, 1)
  })

  it('spares the last owner with all of their roles, and lets one of two go', async () => {
    const bench = await openAccessBench()
    const owner = await bench.addPerson('developer', bench.shop)
    await join(bench, owner, membershipAt(owner.account, 'owner', bench.acme))
    const remove = makeRemoveMember(bench.deps)
    const request = { workspaceId: bench.acme.id, accountId: owner.account.id }
    await assert.rejects(remove(owner.call, request), { code: 'failed_precondition' })
    assert.equal((await rolesIn(bench, bench.acme.id)).length, 2)
    await bench.addPerson('owner', bench.acme)
    await remove(owner.call, request)
    await assert.rejects(remove(owner.call, request), { code: 'not_found' })
  })

  it('happens once when it is asked for twice at a time', async () => {
    const bench = await openAccessBench()
    const { call } = await bench.addPerson('owner', bench.acme)
    const leaving = await bench.addPerson('viewer', bench.acme)
    const remove = makeRemoveMember(bench.deps)
    const request = { workspaceId: bench.acme.id, accountId: leaving.account.id }
    const outcomes = await Promise.allSettled([remove(call, request), remove(call, request)])
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.equal(bench.eventsOf(bench.acme).length, 1)
  })

  it('from a project takes only that role', async () => {
    const bench = await openAccessBench()
    const { acme, shop, blog } = bench
    const both = await bench.addPerson('viewer', acme)
    await alsoInShop(bench, both, 'owner')
    const remove = makeRemoveMember(bench.deps)
    const request = { workspaceId: acme.id, accountId: both.account.id, projectId: shop.id }
    await remove(anyone.call, request)
    assert.deepEqual(await rolesIn(bench, acme.id), [[both.account.id, 'viewer', undefined]])
    await assert.rejects(remove(anyone.call, request), { code: 'failed_precondition' })
    const guest = await bench.addPerson('viewer', blog)
    await assert.rejects(remove(anyone.call, { ...request, accountId: guest.account.id }), { code: 'not_found' })
    await assert.rejects(remove(anyone.call, { ...request, accountId: 'nobody' }), { code: 'not_found' })
  })

  it('keeps passwords and sessions out of the audit', async () => {
    const bench = await openAccessBench()
    const { account } = await bench.addPerson('viewer', bench.acme)
    await makeRemoveMember(bench.deps)(asCaller(account, []).call, { workspaceId: bench.acme.id, accountId: account.id })
    assert.ok(!JSON.stringify(bench.store.readAuditEvents(bench.acme.id)).includes('canary'))
  })
})
