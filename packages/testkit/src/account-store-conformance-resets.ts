import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Account, PasswordReset } from '@latchkey/core/ports/account-store'
import { buildPasswordReset, buildSession } from './account-builders.ts'
import { buildAuditEntry, buildImpossibleEntry, buildUuid } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type InhabitedStore, onInhabitedStore, settle } from './inhabited-store.ts'
import type { OpenStore } from './opened-store.ts'

const toNewPassword = (current: Account): Account => ({ ...current, passwordHash: '$argon2id$new' })

/** Two people of one workspace, and what is written where they act. */
async function settleTwo(store: InhabitedStore) {
  const [ada, grace] = [await settle(store, store.acme), await settle(store, store.acme)]
  const chainIds = [store.acme.workspaceId, ada.account.id]
  const audit = { chainIds, entry: buildAuditEntry({ event: 'account.password_reset', targetKind: 'account' }) }
  const give = (overrides: Partial<PasswordReset> = {}) => giveReset(store, { accountId: ada.account.id, ...overrides })
  return { ada: ada.account, grace: grace.account, audit, give }
}

async function giveReset({ accounts }: InhabitedStore, overrides: Partial<PasswordReset>): Promise<PasswordReset> {
  const reset = buildPasswordReset(overrides)
  await accounts.createPasswordReset(reset, { chainIds: [], entry: buildAuditEntry() })
  return reset
}

export function describePasswordResets(open: OpenStore): void {
  describe('a password reset', () => {
    describeGiving(open)
    describeUsing(open)
  })
}

function describeGiving(open: OpenStore): void {
  it(
    'is found by its hash until the same account gets another one',
    onInhabitedStore(open, async (store) => {
      const { accounts } = store
      const { ada, grace, audit, give } = await settleTwo(store)
      const first = await give()
      const theirs = await give({ accountId: grace.id })
      assert.deepEqual(await accounts.findPasswordReset(first.hash), first)
      for (const hash of ['', '%', ada.id]) assert.equal(await accounts.findPasswordReset(hash), undefined)
      const second = buildPasswordReset({ accountId: ada.id, expiresAt: atMs(7) })
      await accounts.createPasswordReset(second, audit)
      assert.deepEqual(
        [await accounts.findPasswordReset(first.hash), await accounts.findPasswordReset(second.hash)],
        [undefined, second],
      )
      assert.deepEqual(await accounts.findPasswordReset(theirs.hash), theirs)
      for (const chainId of audit.chainIds) assert.equal((await store.readAuditEvents(chainId)).at(-1)?.id, audit.entry.id)
    }),
  )

  it(
    'is refused for nobody and without an audit entry, and ends with its instant or with another password',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const { ada, grace, audit, give } = await settleTwo(store)
      await assert.rejects(accounts.createPasswordReset(buildPasswordReset(), audit), { code: 'not_found' })
      const impossible = { chainIds: [acme.workspaceId], entry: buildImpossibleEntry() }
      const reset = buildPasswordReset({ accountId: ada.id })
      await assert.rejects(accounts.createPasswordReset(reset, impossible))
      assert.equal(await accounts.findPasswordReset(reset.hash), undefined)
      const [mine, theirs] = [await give({ expiresAt: atMs(100) }), await give({ accountId: grace.id, expiresAt: atMs(101) })]
      await accounts.changeAccount(ada.id, (current) => ({ ...current, name: 'Renamed' }))
      assert.equal(await accounts.deleteExpired(atMs(100), 100), 0)
      assert.equal(await accounts.deleteExpired(atMs(101), 100), 1)
      assert.deepEqual(
        [await accounts.findPasswordReset(mine.hash), await accounts.findPasswordReset(theirs.hash)],
        [undefined, theirs],
      )
      await accounts.changeAccount(grace.id, toNewPassword)
      assert.equal(await accounts.findPasswordReset(theirs.hash), undefined)
    }),
  )
}

function describeUsing(open: OpenStore): void {
  it(
    'changes its account and ends its sessions, once',
    onInhabitedStore(open, async (store) => {
      const { accounts } = store
      const { ada, grace, audit, give } = await settleTwo(store)
      const sessions = [ada, ada, grace].map(({ id }) => buildSession({ accountId: id }))
      for (const session of sessions) await accounts.createSession(session)
      const { hash } = await give()
      const settled = await Promise.allSettled([1, 2, 3].map(() => accounts.resetPassword(hash, toNewPassword, audit)))
      assert.deepEqual(
        settled.map((each) => (each.status === 'rejected' ? each.reason.code : 'reset')),
        ['reset', 'not_found', 'not_found'],
      )
      assert.deepEqual(await accounts.findAccount({ id: ada.id }), toNewPassword(ada))
      assert.deepEqual([await accounts.listSessions(ada.id), await accounts.findPasswordReset(hash)], [[], undefined])
      assert.deepEqual(
        [await accounts.findAccount({ id: grace.id }), await accounts.listSessions(grace.id)],
        [grace, sessions.slice(2)],
      )
      for (const chainId of audit.chainIds) {
        const told = (await store.readAuditEvents(chainId)).filter(({ id }) => id === audit.entry.id)
        assert.equal(told.length, 1)
      }
    }),
  )

  it(
    'does nothing when it is refused, and can be used then',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const { ada, audit, give } = await settleTwo(store)
      const session = buildSession({ accountId: ada.id })
      await accounts.createSession(session)
      const reset = await give()
      const impossible = { chainIds: [acme.workspaceId], entry: buildImpossibleEntry() }
      await assert.rejects(accounts.resetPassword('unknown', toNewPassword, audit), { code: 'not_found' })
      await assert.rejects(accounts.resetPassword(reset.hash, (now) => ({ ...now, id: buildUuid() }), audit))
      await assert.rejects(accounts.resetPassword(reset.hash, toNewPassword, impossible))
      assert.deepEqual(await accounts.findAccount({ id: ada.id }), ada)
      assert.deepEqual([await accounts.listSessions(ada.id), await accounts.findPasswordReset(reset.hash)], [[session], reset])
      await accounts.resetPassword(reset.hash, toNewPassword, audit)
    }),
  )
}
