import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browser, GOOD_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { makeAcceptInvitation } from './accept-invitation.ts'
import { hashOneTimeToken } from './one-time-token.ts'
import { makeRegister } from './register.ts'
import { makeSignInExternally, makeStepUpExternally } from './sign-in-externally.ts'

const grace = {
  identity: { issuer: 'https://id.example.com', subject: 'grace' },
  email: 'Grace@Example.com',
  emailVerified: true,
  name: 'Grace',
}
const owner = { ...grace, email: 'owner@example.com' }

async function openProvider(registration: 'closed' | 'open' = 'closed') {
  const bench = await openAccountBench()
  await bench.claim()
  const deps = { ...bench.deps, registration }
  return { ...bench, signInExternally: makeSignInExternally(deps), register: makeRegister({ ...deps, registration: 'open' }) }
}

describe('signing in through a provider', () => {
  it('links the account with the same proved address, and finds it by its identity from then on', async () => {
    const { signInExternally } = await openProvider()
    const first = await signInExternally(browser, owner)
    assert.deepEqual(first.account.identity, owner.identity)
    const second = await signInExternally(browser, { ...owner, email: 'moved@example.com' })
    assert.deepEqual([second.account.id, second.account.email], [first.account.id, 'owner@example.com'])
    const unproved = await signInExternally(browser, { ...owner, email: undefined, emailVerified: false })
    assert.equal(unproved.account.id, first.account.id)
  })

  it('does not link an address that the provider has not checked', async () => {
    const { signInExternally, store } = await openProvider('open')
    await assert.rejects(signInExternally(browser, { ...owner, emailVerified: false }), { code: 'forbidden' })
    assert.equal(store.accounts.findAccount({ email: 'owner@example.com' })?.identity, undefined)
  })

  it('does not hand a person over to whoever registered with their address before', async () => {
    const { signInExternally, register, store } = await openProvider('open')
    await register(browser, { email: 'grace@example.com', password: GOOD_PASSWORD })
    await assert.rejects(signInExternally(browser, grace), { code: 'conflict' })
    assert.equal(store.accounts.findAccount({ identity: grace.identity }), undefined)
  })

  it('does not hand a person over to whoever invited their address and used the link', async () => {
    const { signInExternally, invite, deps, store } = await openProvider()
    await invite({ hash: hashOneTimeToken('kept'), email: 'grace@example.com' })
    await makeAcceptInvitation(deps)(browser, { token: 'kept', password: GOOD_PASSWORD, signedIn: undefined })
    await assert.rejects(signInExternally(browser, grace), { code: 'conflict' })
    assert.equal(store.accounts.findAccount({ identity: grace.identity }), undefined)
  })

  it('does not link a second person with the same address', async () => {
    const { signInExternally } = await openProvider()
    await signInExternally(browser, owner)
    const other = { ...owner, identity: { ...owner.identity, subject: 'somebody else' } }
    await assert.rejects(signInExternally(browser, other), { code: 'conflict' })
  })

  it('tells people of two issuers with one subject apart', async () => {
    const { signInExternally } = await openProvider('open')
    const first = await signInExternally(browser, grace)
    const elsewhere = { ...grace, identity: { issuer: 'https://other.example.com', subject: 'grace' }, email: 'g@example.com' }
    assert.notEqual((await signInExternally(browser, elsewhere)).account.id, first.account.id)
  })

  it('admits nobody who was not invited while registration is closed', async () => {
    const { signInExternally, store } = await openProvider()
    await assert.rejects(signInExternally(browser, grace), { code: 'forbidden' })
    assert.equal(store.accounts.findAccount({ email: 'grace@example.com' }), undefined)
  })

  it('admits an invited address, and uses the invitation up', async () => {
    const { signInExternally, invite, acme, store, find, clock } = await openProvider()
    const expired = await invite({ hash: hashOneTimeToken('old'), email: 'grace@example.com', expiresAt: clock.now() })
    await assert.rejects(signInExternally(browser, grace), { code: 'forbidden' })
    await invite({ hash: hashOneTimeToken('new'), email: 'grace@example.com', role: 'viewer' })
    const { account, started } = await signInExternally(browser, grace)
    assert.deepEqual([account.passwordHash, account.emailVerified, account.name], [undefined, true, 'Grace'])
    assert.deepEqual(
      (await find(started)).memberships.map(({ role, workspaceId }) => [role, workspaceId]),
      [['viewer', acme.id]],
    )
    assert.deepEqual(
      store.accounts.listInvitations(acme.id).map(({ id }) => id),
      [expired.id],
    )
  })

  it('gives people a workspace of their own where registration is open, but does not make the first account', async () => {
    const { signInExternally, find } = await openProvider('open')
    const { memberships } = await find((await signInExternally(browser, grace)).started)
    assert.deepEqual(
      memberships.map(({ role }) => role),
      ['owner'],
    )
    const empty = await openAccountBench()
    await assert.rejects(makeSignInExternally({ ...empty.deps, registration: 'open' })(browser, grace), { code: 'forbidden' })
  })

  it('proves oneself again only as the same person', async () => {
    const { signInExternally, find, clock, deps } = await openProvider()
    const signedIn = await find((await signInExternally(browser, owner)).started)
    clock.advance(1000)
    const stepUp = makeStepUpExternally(deps)
    await assert.rejects(stepUp(signedIn, { ...owner, identity: { ...owner.identity, subject: 'x' } }), { code: 'forbidden' })
    await assert.rejects(stepUp({ ...signedIn, account: { ...signedIn.account, identity: undefined } }, owner), {
      code: 'forbidden',
    })
    assert.equal((await stepUp(signedIn, owner)).session.provedAt, clock.now())
  })
})
