import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browser, GOOD_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { Secret } from '../credential/secret.ts'
import { makeClaimHeadlessly, makeClaimServer } from './claim-server.ts'
import { SETUP_TOKEN_LIFE_MS } from './setup-token.ts'

const person = { email: ' Owner@Example.com ', password: GOOD_PASSWORD }

async function openSetup() {
  const bench = await openAccountBench()
  return { ...bench, claimServer: makeClaimServer(bench.deps), token: await bench.renewSetupToken() }
}

describe('the claim of a server', () => {
  it('makes an owner of the oldest workspace, signed in', async () => {
    const { claimServer, token, acme, find } = await openSetup()
    const { account, started } = await claimServer(browser, { ...person, token })
    assert.deepEqual([account.email, account.name, account.emailVerified], ['owner@example.com', 'owner@example.com', true])
    const signedIn = await find(started)
    assert.equal(signedIn.account.id, account.id)
    assert.deepEqual(
      signedIn.memberships.map(({ workspaceId, projectId, role }) => [workspaceId, projectId, role]),
      [[acme.id, undefined, 'owner']],
    )
  })

  it('is audited once, without the password and its hash', async () => {
    const { claimServer, token, acme, store } = await openSetup()
    await claimServer(browser, { ...person, token })
    const entries = store.readAuditEvents(acme.id).filter(({ event }) => event === 'account.created')
    assert.equal(entries.length, 1)
    assert.doesNotMatch(JSON.stringify(entries), /tin roof|plain:/)
  })

  it('succeeds once when two ask at the same time', async () => {
    const { claimServer, token, store } = await openSetup()
    const both = await Promise.allSettled([
      claimServer(browser, { ...person, token }),
      claimServer(browser, { ...person, email: 'other@example.com', token }),
    ])
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const refused = both.find(({ status }) => status === 'rejected')
    assert.equal(refused?.status === 'rejected' && refused.reason.code, 'conflict')
    const emails = ['owner@example.com', 'other@example.com'].map((email) => store.accounts.findAccount({ email }))
    assert.equal(emails.filter((account) => account !== undefined).length, 1)
  })

  it('is over for ever afterwards: the token is gone', async () => {
    const { claimServer, token, store, renewSetupToken } = await openSetup()
    await claimServer(browser, { ...person, token })
    assert.equal(store.accounts.findSetupToken(), undefined)
    await assert.rejects(claimServer(browser, { ...person, token }), { code: 'conflict' })
    assert.equal(await renewSetupToken(), '')
  })

  it('works until the last millisecond of the token and not at its end', async () => {
    const late = await openSetup()
    late.clock.advance(SETUP_TOKEN_LIFE_MS)
    await assert.rejects(late.claimServer(browser, { ...person, token: late.token }), { code: 'forbidden' })
    const inTime = await openSetup()
    inTime.clock.advance(SETUP_TOKEN_LIFE_MS - 1)
    await inTime.claimServer(browser, { ...person, token: inTime.token })
  })

  it('refuses a wrong, an empty and a replaced token, and slows guessing down', async () => {
    const { claimServer, token, renewSetupToken } = await openSetup()
    const fresh = await renewSetupToken()
    for (const wrong of ['', token, `${fresh}x`, fresh.slice(1)]) {
      await assert.rejects(claimServer(browser, { ...person, token: wrong }), { code: 'forbidden' })
    }
    for (let tries = 4; tries < 10; tries++)
      await assert.rejects(claimServer(browser, { ...person, token: 'x' }), { code: 'forbidden' })
    await assert.rejects(claimServer(browser, { ...person, token: fresh }), { code: 'too_many_requests' })
    await claimServer({ ...browser, ip: '198.51.100.7' }, { ...person, token: fresh })
  })

  it('refuses without a setup token at all', async () => {
    const bench = await openAccountBench()
    await assert.rejects(makeClaimServer(bench.deps)(browser, { ...person, token: '' }), { code: 'forbidden' })
  })

  it('refuses a bad password and a bad address before it uses the token up', async () => {
    const { claimServer, token } = await openSetup()
    await assert.rejects(claimServer(browser, { ...person, token, password: 'short' }), { code: 'bad_request' })
    await assert.rejects(claimServer(browser, { ...person, token, email: 'nobody' }), { code: 'bad_request' })
    await claimServer(browser, { ...person, token })
  })
})

describe('the claim without a browser', () => {
  it('makes the first account once', async () => {
    const { deps, store } = await openAccountBench()
    const claim = makeClaimHeadlessly(deps)
    const both = await Promise.all(
      ['a@example.com', 'b@example.com'].map((email) => claim({ email, password: new Secret(GOOD_PASSWORD) })),
    )
    assert.deepEqual(both.toSorted(), [false, true])
    assert.equal(await claim({ email: 'c@example.com', password: new Secret('short') }), false)
    assert.equal(store.accounts.findAccount({ email: 'c@example.com' }), undefined)
  })
})
