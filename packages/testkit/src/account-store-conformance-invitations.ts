import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Role } from '@latchkey/core/access/roles'
import { buildInvitation, buildMembership } from './account-builders.ts'
import { buildAuditEntry, buildImpossibleEntry, buildProjectId, buildUuid } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { joined, onInhabitedStore, settle } from './inhabited-store.ts'
import type { OpenStore } from './opened-store.ts'

const invited = buildAuditEntry({ event: 'member.invited', targetKind: 'invitation' })
const withdrawn = buildAuditEntry({ event: 'invitation.deleted', targetKind: 'invitation' })

export function describeInvitations(open: OpenStore): void {
  describe('an invitation', () => {
    describeInviting(open)
    describeAccepting(open)
  })
}

function describeInviting(open: OpenStore): void {
  it(
    'is found by its hash and listed with its workspace, oldest first',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { workspaceId } = acme
      const made = [
        buildInvitation({ workspaceId, createdAt: atMs(9), expiresAt: atMs(10) }),
        buildInvitation({ ...acme, role: 'viewer' }),
      ]
      const theirs = buildInvitation(globex)
      for (const invitation of [...made, theirs]) await accounts.createInvitation(invitation, invited)
      assert.deepEqual(await accounts.listInvitations(workspaceId), made)
      assert.deepEqual(await accounts.listInvitations(buildUuid()), [])
      for (const invitation of made) assert.deepEqual(await accounts.findInvitation(invitation.hash), invitation)
      for (const hash of ['', '%', theirs.id]) assert.equal(await accounts.findInvitation(hash), undefined)
    }),
  )

  it(
    'is refused when its place is not there or its id or hash is taken, and nothing is written',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const known = buildInvitation(acme)
      await accounts.createInvitation(known, invited)
      const before = await store.readAuditEvents(acme.workspaceId)
      const refused = [
        [buildInvitation(), 'not_found'],
        [buildInvitation({ ...acme, projectId: buildProjectId() }), 'not_found'],
        [buildInvitation({ ...acme, projectId: globex.projectId }), 'not_found'],
        [buildInvitation({ ...acme, id: known.id }), 'conflict'],
        [buildInvitation({ ...acme, hash: known.hash }), 'conflict'],
      ] as const
      for (const [invitation, code] of refused) await assert.rejects(accounts.createInvitation(invitation, invited), { code })
      await assert.rejects(accounts.createInvitation(buildInvitation(acme), buildImpossibleEntry()))
      assert.deepEqual(await accounts.listInvitations(acme.workspaceId), [known])
      assert.deepEqual(await store.readAuditEvents(acme.workspaceId), before)
    }),
  )

  it(
    'is taken back once, and only by its workspace',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const invitation = buildInvitation(acme)
      await accounts.createInvitation(invitation, invited)
      assert.equal(await accounts.deleteInvitation(globex.workspaceId, invitation.id, withdrawn), undefined)
      await assert.rejects(accounts.deleteInvitation(acme.workspaceId, invitation.id, buildImpossibleEntry()))
      for (const id of [`${invitation.id}\0`, '\ud800'])
        assert.equal(await accounts.deleteInvitation(acme.workspaceId, id, withdrawn), undefined)
      assert.deepEqual(await accounts.findInvitation(invitation.hash), invitation)
      const taken = await Promise.all([1, 2, 3].map(() => accounts.deleteInvitation(acme.workspaceId, invitation.id, withdrawn)))
      assert.deepEqual(taken, [invitation, undefined, undefined])
      const events = (await store.readAuditEvents(acme.workspaceId)).map(({ event }) => event)
      assert.deepEqual(events, ['workspace.created', 'member.invited', 'invitation.deleted'])
      assert.equal((await store.readAuditEvents(globex.workspaceId)).length, 1)
    }),
  )
}

function describeAccepting(open: OpenStore): void {
  it(
    'makes a person who has an account a member, once',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { account } = await settle(store, { workspaceId: globex.workspaceId })
      const invitation = buildInvitation({ ...acme, role: 'viewer' })
      await accounts.createInvitation(invitation, invited)
      const membership = buildMembership({ ...acme, accountId: account.id, role: 'viewer' })
      const settled = await Promise.allSettled([1, 2, 3].map(() => accounts.acceptInvitation(invitation.id, membership, joined)))
      assert.deepEqual(
        settled.map((each) => (each.status === 'rejected' ? each.reason.code : 'joined')),
        ['joined', 'not_found', 'not_found'],
      )
      assert.deepEqual(await accounts.listMembers(acme.workspaceId), [{ account, membership }])
      assert.equal(await accounts.findInvitation(invitation.hash), undefined)
      assert.equal((await store.readAuditEvents(acme.workspaceId)).at(-1)?.event, 'member.joined')
    }),
  )

  const meetings: readonly (readonly [has: Role, gets: Role, becomes: Role])[] = [
    ['viewer', 'developer', 'developer'],
    ['developer', 'viewer', 'developer'],
    ['owner', 'viewer', 'owner'],
    ['viewer', 'owner', 'owner'],
  ]
  for (const [has, gets, becomes] of meetings) {
    it(
      `as ${gets} makes a ${has} ${becomes}`,
      onInhabitedStore(open, async (store) => {
        const { accounts, acme } = store
        const { account, membership } = await settle(store, acme, has)
        const invitation = buildInvitation({ ...acme, role: gets })
        await accounts.createInvitation(invitation, invited)
        await accounts.acceptInvitation(invitation.id, { ...membership, role: gets }, joined)
        assert.deepEqual(await accounts.listMembers(acme.workspaceId), [
          { account, membership: { ...membership, role: becomes } },
        ])
      }),
    )
  }

  it(
    'stays open when it is accepted for another place, by nobody or without an audit entry',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { membership: known } = await settle(store, globex)
      const invitation = buildInvitation(acme)
      await accounts.createInvitation(invitation, invited)
      const membership = { ...known, ...acme }
      const { id } = invitation
      await assert.rejects(accounts.acceptInvitation(id, { ...membership, projectId: undefined }, joined))
      await assert.rejects(accounts.acceptInvitation(id, known, joined))
      await assert.rejects(accounts.acceptInvitation(id, { ...membership, accountId: buildUuid() }, joined), {
        code: 'not_found',
      })
      await assert.rejects(accounts.acceptInvitation(id, membership, buildImpossibleEntry()))
      assert.deepEqual(await accounts.findInvitation(invitation.hash), invitation)
      assert.deepEqual(await accounts.listMembers(acme.workspaceId), [])
      await accounts.acceptInvitation(id, membership, joined)
    }),
  )
}
