import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Role } from '@latchkey/core/access/roles'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import { buildAuditEntry, buildImpossibleEntry, buildUuid } from './builders.ts'
import { onInhabitedStore, settle } from './inhabited-store.ts'
import type { OpenStore } from './opened-store.ts'

const changed = buildAuditEntry({ event: 'member.role_changed', targetKind: 'member' })
const lastOwner = { code: 'failed_precondition' }

export function describeMembers(open: OpenStore): void {
  describe('a member', () => {
    describeMembership(open)
    describeOwners(open)
  })
}

function describeMembership(open: OpenStore): void {
  it(
    'is listed in the order of joining, of the workspace and of its projects',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { workspaceId } = acme
      const members = [await settle(store, { workspaceId }), await settle(store, acme, 'viewer'), await settle(store, acme)]
      const theirs = await settle(store, globex)
      assert.deepEqual(await accounts.listMembers(workspaceId), members)
      assert.deepEqual(await accounts.listMembers(globex.workspaceId), [theirs])
      assert.deepEqual(await accounts.listMembers(buildUuid()), [])
    }),
  )

  it(
    'gets another role, and is removed, in that place only',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { workspaceId } = acme
      const owner = await settle(store, { workspaceId })
      const { account, membership } = await settle(store, { workspaceId }, 'viewer')
      const reference = { accountId: account.id, workspaceId, projectId: undefined }
      assert.deepEqual(await accounts.changeMembership(reference, 'developer', changed), membership)
      const promoted = { account, membership: { ...membership, role: 'developer' } }
      assert.deepEqual(await accounts.listMembers(workspaceId), [owner, promoted])
      const elsewhere = [
        { ...reference, projectId: acme.projectId },
        { ...reference, workspaceId: globex.workspaceId },
        { ...reference, accountId: buildUuid() },
        { ...reference, accountId: `${account.id}\0` },
      ]
      for (const each of elsewhere) assert.equal(await accounts.changeMembership(each, undefined, changed), undefined)
      assert.deepEqual(await accounts.changeMembership(reference, undefined, changed), promoted.membership)
      assert.equal(await accounts.changeMembership(reference, undefined, changed), undefined)
      assert.deepEqual(await accounts.listMembers(workspaceId), [owner])
      const events = (await store.readAuditEvents(workspaceId)).filter(({ event }) => event === 'member.role_changed')
      assert.equal(events.length, 2)
      assert.equal(verifyAuditChain(await store.readAuditEvents(workspaceId)).intact, true)
    }),
  )

  it(
    'stays when the audit entry cannot be written',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const members = [await settle(store, { workspaceId: acme.workspaceId }), await settle(store, acme, 'viewer')]
      const [, viewer] = members
      assert.ok(viewer)
      for (const role of [undefined, 'developer'] as const)
        await assert.rejects(accounts.changeMembership(viewer.membership, role, buildImpossibleEntry()))
      assert.deepEqual(await accounts.listMembers(acme.workspaceId), members)
    }),
  )
}

function describeOwners(open: OpenStore): void {
  it(
    'cannot go as the last owner of the workspace, whoever owns projects in it',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { membership: last } = await settle(store, { workspaceId: acme.workspaceId })
      const { membership: ofProject } = await settle(store, acme, 'owner')
      await settle(store, { workspaceId: acme.workspaceId }, 'developer')
      await settle(store, { workspaceId: globex.workspaceId })
      const before = [await accounts.listMembers(acme.workspaceId), await store.readAuditEvents(acme.workspaceId)]
      for (const role of [undefined, 'developer', 'viewer'] as const)
        await assert.rejects(accounts.changeMembership(last, role, changed), lastOwner)
      assert.deepEqual([await accounts.listMembers(acme.workspaceId), await store.readAuditEvents(acme.workspaceId)], before)
      assert.deepEqual(await accounts.changeMembership(last, 'owner', changed), last)
      assert.deepEqual(await accounts.changeMembership(ofProject, undefined, changed), ofProject)
    }),
  )

  it(
    'can go as one of several owners, but not all of them at once',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const owners: Awaited<ReturnType<typeof settle>>[] = []
      for (let index = 0; index < 5; index++) owners.push(await settle(store, { workspaceId: acme.workspaceId }))
      const settled = await Promise.allSettled(
        owners.map(({ membership }, index) => {
          const role: Role | undefined = index % 2 === 0 ? undefined : 'viewer'
          return accounts.changeMembership(membership, role, changed)
        }),
      )
      const codes = settled.map((each) => (each.status === 'rejected' ? each.reason.code : 'done'))
      assert.deepEqual(codes.sort(), ['done', 'done', 'done', 'done', 'failed_precondition'])
      const left = (await accounts.listMembers(acme.workspaceId)).map(({ membership }) => membership.role)
      assert.deepEqual(left.sort(), ['owner', 'viewer', 'viewer'])
    }),
  )
}
