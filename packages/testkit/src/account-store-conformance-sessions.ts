import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildInvitation, buildMembership, buildSession } from './account-builders.ts'
import { buildAuditEntry, buildUuid } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { joined, onInhabitedStore, settle } from './inhabited-store.ts'
import type { OpenStore } from './opened-store.ts'

export function describeSessions(open: OpenStore): void {
  describe('a session', () => {
    it(
      'is found by its hash with the person and everything that this person may do',
      onInhabitedStore(open, async (store) => {
        const { accounts, acme, globex } = store
        const { account, membership } = await settle(store, { workspaceId: acme.workspaceId }, 'developer')
        await settle(store, { workspaceId: acme.workspaceId })
        const second = buildMembership({ ...globex, accountId: account.id, role: 'viewer' })
        const invitation = buildInvitation({ ...globex, role: 'viewer' })
        await accounts.createInvitation(invitation, joined)
        await accounts.acceptInvitation(invitation.id, second, joined)
        const session = buildSession({ accountId: account.id, ip: undefined, userAgent: `O'"\u202e`, provedAt: atMs(2) })
        await accounts.createSession(session)
        assert.deepEqual(await accounts.findSession(session.hash), { session, account, memberships: [membership, second] })
        // What changes applies to the sessions that are there already.
        const owner = await settle(store, { workspaceId: globex.workspaceId })
        await accounts.changeMembership(second, undefined, buildAuditEntry())
        await accounts.changeAccount(account.id, (current) => ({ ...current, name: 'Renamed' }))
        const found = await accounts.findSession(session.hash)
        assert.deepEqual([found?.account.name, found?.memberships], ['Renamed', [membership]])
        for (const hash of ['', '%', session.id]) assert.equal(await accounts.findSession(hash), undefined)
        assert.deepEqual(await accounts.listSessions(owner.account.id), [])
      }),
    )

    it(
      'is refused for nobody, and with a taken id or hash',
      onInhabitedStore(open, async (store) => {
        const { account } = await settle(store, store.acme)
        const session = buildSession({ accountId: account.id })
        await store.accounts.createSession(session)
        await assert.rejects(store.accounts.createSession(buildSession()), { code: 'not_found' })
        for (const taken of [{ id: session.id }, { hash: session.hash }]) {
          const other = buildSession({ accountId: account.id, ...taken })
          await assert.rejects(store.accounts.createSession(other), { code: 'conflict' })
        }
        assert.deepEqual(await store.accounts.listSessions(account.id), [session])
      }),
    )

    describeSessionEnds(open)
  })
}

function describeSessionEnds(open: OpenStore): void {
  it(
    'remembers when it was seen, unless it is gone',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const { account } = await settle(store, acme)
      const [session, other] = [1, 2].map((ms) => buildSession({ accountId: account.id, createdAt: atMs(ms) }))
      assert.ok(session && other)
      for (const each of [session, other]) await accounts.createSession(each)
      await accounts.touchSession(session.hash, { lastSeenAt: atMs(5), provedAt: atMs(6) })
      await accounts.touchSession('unknown', { lastSeenAt: atMs(5), provedAt: atMs(6) })
      // A note that another request began earlier does not take back what is known.
      await accounts.touchSession(session.hash, { lastSeenAt: atMs(4), provedAt: session.provedAt })
      const touched = { ...session, lastSeenAt: atMs(5), provedAt: atMs(6) }
      assert.deepEqual(await accounts.listSessions(account.id), [other, touched])
      const [, ended] = await Promise.all([
        accounts.touchSession(session.hash, { lastSeenAt: atMs(7), provedAt: atMs(7) }),
        accounts.deleteSessions(account.id, { id: session.id }),
        accounts.touchSession(session.hash, { lastSeenAt: atMs(8), provedAt: atMs(8) }),
      ])
      assert.deepEqual([ended, await accounts.findSession(session.hash)], [1, undefined])
      assert.deepEqual(await accounts.listSessions(account.id), [other])
    }),
  )

  it(
    'is ended alone, with the others or with all, and only by its own account',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const [mine, theirs] = [await settle(store, acme), await settle(store, acme)]
      const sessions = Array.from({ length: 4 }, () => buildSession({ accountId: mine.account.id }))
      const stranger = buildSession({ accountId: theirs.account.id })
      for (const session of [...sessions, stranger]) await accounts.createSession(session)
      const [first, second] = sessions
      assert.ok(first && second)
      const { id } = mine.account
      assert.equal(await accounts.deleteSessions(id, { id: stranger.id }), 0)
      assert.equal(await accounts.deleteSessions(id, { id: first.id, exceptId: first.id }), 0)
      assert.equal(await accounts.deleteSessions(id, { id: `${first.id}\0` }), 0)
      assert.equal(await accounts.deleteSessions(id, { id: first.id }), 1)
      assert.equal(await accounts.deleteSessions(id, { id: first.id }), 0)
      assert.equal(await accounts.deleteSessions(id, { exceptId: second.id }), 2)
      assert.deepEqual(await accounts.listSessions(id), [second])
      assert.equal(await accounts.deleteSessions(id, {}), 1)
      assert.equal(await accounts.deleteSessions(buildUuid(), {}), 0)
      assert.deepEqual(await accounts.listSessions(theirs.account.id), [stranger])
    }),
  )
}

export function describeExpiry(open: OpenStore): void {
  it(
    'removes sessions and invitations that ended before an instant, a few at a time',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const { account } = await settle(store, acme)
      const ends = [99, 100, 101].map((ms) => ({ expiresAt: atMs(ms) }))
      const sessions = ends.map((end) => buildSession({ accountId: account.id, ...end }))
      const invitations = ends.map((end) => buildInvitation({ ...acme, ...end }))
      for (const session of sessions) await accounts.createSession(session)
      for (const invitation of invitations) await accounts.createInvitation(invitation, joined)
      const left = async () => [
        (await accounts.listSessions(account.id)).map(({ expiresAt }) => expiresAt).sort(),
        (await accounts.listInvitations(acme.workspaceId)).map(({ expiresAt }) => expiresAt).sort(),
      ]
      assert.equal(await accounts.deleteExpired(atMs(99), 100), 0)
      assert.equal(await accounts.deleteExpired(atMs(100), 100), 2)
      const kept = [atMs(100), atMs(101)]
      assert.deepEqual(await left(), [kept, kept])
      assert.deepEqual([await accounts.deleteExpired(atMs(200), 3), await accounts.deleteExpired(atMs(200), 3)], [3, 1])
      assert.deepEqual(await left(), [[], []])
      assert.equal(await accounts.deleteExpired(atMs(200), 3), 0)
    }),
  )
}
