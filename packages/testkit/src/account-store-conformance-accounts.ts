import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { Account, NewAccount } from '@latchkey/core/ports/account-store'
import { buildAccount, buildInvitation, buildMembership } from './account-builders.ts'
import { buildAuditEntry, buildImpossibleEntry, buildUuid, buildWorkspaceRecord } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type InhabitedStore, joined, onInhabitedStore, settle } from './inhabited-store.ts'
import type { OpenStore } from './opened-store.ts'

const identity = { issuer: 'https://id.example', subject: 'ada' }
const created = buildAuditEntry({ event: 'account.created', targetKind: 'account' })

export function describeFirstAccount(open: OpenStore): void {
  describe('the first account', () => {
    it(
      'is made once, by one of those who try at once, and uses the setup token up',
      onInhabitedStore(open, async (store) => {
        const { accounts, acme } = store
        assert.deepEqual([await accounts.hasAccounts(), await accounts.findSetupToken()], [false, undefined])
        await accounts.setSetupToken({ hash: 'old', expiresAt: atMs(1) })
        await accounts.setSetupToken({ hash: 'new', expiresAt: atMs(2) })
        assert.deepEqual(await accounts.findSetupToken(), { hash: 'new', expiresAt: atMs(2) })
        const wanted = Array.from({ length: 8 }, () => buildAccount())
        const settled = await Promise.allSettled(
          wanted.map(({ id: accountId }, index) => {
            const account = wanted[index] ?? buildAccount()
            return accounts.createFirstAccount(account, buildMembership({ accountId, ...ofAll(acme) }), created)
          }),
        )
        const codes = settled.map((each) => (each.status === 'rejected' ? each.reason.code : 'made'))
        assert.deepEqual(codes.sort(), [...Array.from({ length: 7 }, () => 'conflict'), 'made'])
        assert.deepEqual([await accounts.hasAccounts(), await accounts.findSetupToken()], [true, undefined])
        assert.equal((await accounts.listMembers(acme.workspaceId)).length, 1)
        const events = await store.readAuditEvents(acme.workspaceId)
        assert.deepEqual([events.at(-1)?.event, events.length, verifyAuditChain(events).intact], ['account.created', 2, true])
      }),
    )

    it(
      'is not made without its workspace or its audit entry, and the setup token stays',
      onInhabitedStore(open, async ({ accounts, acme }) => {
        const token = { hash: 'token', expiresAt: atMs(1) }
        await accounts.setSetupToken(token)
        const account = buildAccount()
        const [lost, member] = [{}, ofAll(acme)].map((place) => buildMembership({ accountId: account.id, ...place }))
        assert.ok(lost && member)
        await assert.rejects(accounts.createFirstAccount(account, lost, created), { code: 'not_found' })
        await assert.rejects(accounts.createFirstAccount(account, member, buildImpossibleEntry()))
        assert.deepEqual([await accounts.hasAccounts(), await accounts.findSetupToken()], [false, token])
        assert.deepEqual(await accounts.listMembers(acme.workspaceId), [])
        await accounts.setSetupToken(undefined)
        assert.equal(await accounts.findSetupToken(), undefined)
      }),
    )
  })
}

const ofAll = ({ workspaceId }: { readonly workspaceId: string }) => ({ workspaceId, projectId: undefined })

export function describeAccounts(open: OpenStore): void {
  describe('an account', () => {
    describeMaking(open)
    describeRefusedMaking(open)
    describeChanging(open)
  })
}

function describeMaking(open: OpenStore): void {
  it(
    'is found by its id, its address and its identity, exactly as it was made',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const full = buildAccount({ email: 'ada@example.com', name: `O'"\u202eAda`, identity, passwordHash: undefined })
      const plain = buildAccount({ emailVerified: false, createdAt: atMs(3), updatedAt: atMs(4) })
      for (const account of [full, plain]) await create(store, { account, memberships: [] })
      for (const each of [{ id: full.id }, { email: full.email }, { identity }])
        assert.deepEqual(await accounts.findAccount(each), full)
      assert.deepEqual(await accounts.findAccount({ id: plain.id }), plain)
      const strangers = [
        '',
        '%',
        'ADA@example.com',
        'ada@example.com ',
        `' OR 1=1 --`,
        'ada@example.com\0',
        'ada\ud800@example.com',
      ]
      for (const text of strangers) {
        const references = [{ id: text }, { email: text }, { identity: { ...identity, subject: text } }] as const
        for (const each of references) assert.equal(await accounts.findAccount(each), undefined)
      }
      assert.equal(await accounts.findAccount({ identity: { issuer: identity.subject, subject: identity.issuer } }), undefined)
      assert.equal((await store.readAuditEvents(acme.workspaceId)).length, 3)
    }),
  )

  it(
    'is made with a workspace of its own, and with the invitation it came by used up',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const [account, workspace, invitation] = [buildAccount(), buildWorkspaceRecord(), buildInvitation(acme)]
      await accounts.createInvitation(invitation, joined)
      const [own, invited] = [ofAll({ workspaceId: workspace.id }), acme].map((place) =>
        buildMembership({ accountId: account.id, ...place }),
      )
      assert.ok(own && invited)
      const wanted = { account, memberships: [own, invited], workspace, invitationId: invitation.id }
      await accounts.createAccount(wanted, { chainId: workspace.id, entry: created })
      assert.deepEqual(await store.projects.findWorkspace(workspace.id), workspace)
      assert.deepEqual(await accounts.listMembers(workspace.id), [{ account, membership: own }])
      assert.deepEqual(await accounts.listMembers(acme.workspaceId), [{ account, membership: invited }])
      assert.equal(await accounts.findInvitation(invitation.hash), undefined)
      assert.deepEqual(
        (await store.readAuditEvents(workspace.id)).map(({ event }) => event),
        ['account.created'],
      )
    }),
  )

  it(
    'is made by one of those who use an invitation at once',
    onInhabitedStore(open, async (store) => {
      const invitation = buildInvitation(store.acme)
      await store.accounts.createInvitation(invitation, joined)
      const wanted = Array.from({ length: 8 }, () => ({ account: buildAccount(), memberships: [], invitationId: invitation.id }))
      const settled = await Promise.allSettled(wanted.map((each) => create(store, each)))
      const codes = settled.map((each) => (each.status === 'rejected' ? each.reason.code : 'made'))
      assert.deepEqual(codes.sort(), ['made', ...Array.from({ length: 7 }, () => 'not_found')])
    }),
  )
}

const create = ({ accounts, acme }: InhabitedStore, wanted: NewAccount, entry = created) =>
  accounts.createAccount(wanted, { chainId: acme.workspaceId, entry })

function describeRefusedMaking(open: OpenStore): void {
  it(
    'is refused with a taken address or identity, and with anything that is not there, and nothing is written',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { account: known } = await settle(store, ofAll(acme))
      await accounts.changeAccount(known.id, (current) => ({ ...current, identity }))
      const invitation = buildInvitation(acme)
      await accounts.createInvitation(invitation, joined)
      const account = buildAccount()
      const workspace = buildWorkspaceRecord()
      const member = (place: { workspaceId: string }) => [buildMembership({ accountId: account.id, ...place })]
      const whole = { account, memberships: member(ofAll(acme)), workspace, invitationId: invitation.id }
      const refused: readonly (readonly [NewAccount, string, string?])[] = [
        [{ ...whole, account: { ...account, email: known.email } }, 'conflict', 'email'],
        [{ ...whole, account: { ...account, identity } }, 'conflict', 'identity'],
        [{ ...whole, account: { ...account, id: known.id } }, 'conflict'],
        [{ ...whole, workspace: buildWorkspaceRecord({ id: acme.workspaceId }) }, 'conflict'],
        [{ ...whole, invitationId: buildUuid() }, 'not_found'],
        [{ ...whole, memberships: member({ workspaceId: buildUuid() }) }, 'not_found'],
        [{ ...whole, memberships: member({ ...acme, workspaceId: globex.workspaceId }) }, 'not_found'],
      ]
      const before = await store.readAuditEvents(acme.workspaceId)
      for (const [wanted, code, field] of refused) {
        await assert.rejects(create(store, wanted), { code, ...(field === undefined ? {} : { metadata: { field } }) })
      }
      await assert.rejects(create(store, whole, buildImpossibleEntry()))
      assert.equal(await accounts.findAccount({ id: account.id }), undefined)
      assert.equal((await accounts.listMembers(acme.workspaceId)).length, 1)
      assert.equal(await store.projects.findWorkspace(workspace.id), undefined)
      assert.deepEqual(await accounts.findInvitation(invitation.hash), invitation)
      assert.deepEqual(await store.readAuditEvents(acme.workspaceId), before)
      await create(store, whole)
    }),
  )

  it(
    'gives an address to one of those who want it at once',
    onInhabitedStore(open, async (store) => {
      const wanted = Array.from({ length: 8 }, () => ({ account: buildAccount({ email: 'ada@example.com' }), memberships: [] }))
      const settled = await Promise.allSettled(wanted.map((each) => create(store, each)))
      assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
    }),
  )
}

function describeChanging(open: OpenStore): void {
  it(
    'changes what it says about itself, one change after another',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { account } = await settle(store, ofAll(acme))
      const { account: other } = await settle(store, ofAll(globex))
      const after: Account = {
        ...account,
        email: 'new@example.com',
        name: 'New',
        emailVerified: false,
        passwordHash: undefined,
        identity,
        updatedAt: atMs(5),
      }
      assert.deepEqual(await accounts.changeAccount(account.id, () => after), after)
      assert.deepEqual(await accounts.findAccount({ identity }), after)
      assert.equal(await accounts.findAccount({ email: account.email }), undefined)
      const longer = (current: Account) => ({ ...current, name: `${current.name}.` })
      await Promise.all(Array.from({ length: 20 }, () => accounts.changeAccount(account.id, longer)))
      assert.equal((await accounts.findAccount({ id: account.id }))?.name, `New${'.'.repeat(20)}`)
      await accounts.changeAccount(account.id, (current) => ({ ...current, identity: undefined }))
      assert.equal(await accounts.findAccount({ identity }), undefined)
      assert.deepEqual(await accounts.findAccount({ id: other.id }), other)
      assert.equal(await accounts.changeAccount(buildUuid(), () => assert.fail('no such account')), undefined)
    }),
  )

  it(
    'tells every chain that is named, and none when the change is refused',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme, globex } = store
      const { account } = await settle(store, ofAll(acme))
      const entry = buildAuditEntry({ event: 'account.password_changed', targetKind: 'account' })
      const audit = { chainIds: [acme.workspaceId, globex.workspaceId, account.id], entry }
      const refuse = (): never => {
        throw new Error('no')
      }
      await assert.rejects(async () => accounts.changeAccount(account.id, refuse, audit))
      await accounts.changeAccount(buildUuid(), refuse, audit)
      await accounts.changeAccount(account.id, (current) => ({ ...current, name: 'New' }), audit)
      for (const chainId of audit.chainIds) {
        const events = await store.readAuditEvents(chainId)
        assert.equal(events.filter(({ id }) => id === entry.id).length, 1)
        assert.equal(events.at(-1)?.id, entry.id)
      }
    }),
  )

  it(
    'keeps what it is when the change is refused',
    onInhabitedStore(open, async (store) => {
      const { accounts, acme } = store
      const { account } = await settle(store, ofAll(acme))
      const { account: other } = await settle(store, ofAll(acme))
      await accounts.changeAccount(other.id, (current) => ({ ...current, identity }))
      const to = (overrides: Partial<Account>) => accounts.changeAccount(account.id, (now) => ({ ...now, ...overrides }))
      await assert.rejects(to({ email: other.email }), { code: 'conflict', metadata: { field: 'email' } })
      await assert.rejects(to({ identity }), { code: 'conflict', metadata: { field: 'identity' } })
      await assert.rejects(to({ id: buildUuid() }))
      await assert.rejects(to({ createdAt: atMs(9) }))
      assert.deepEqual(await accounts.findAccount({ id: account.id }), account)
    }),
  )
}
