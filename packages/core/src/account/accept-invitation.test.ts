import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browser, GOOD_PASSWORD, OTHER_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { makeAcceptInvitation } from './accept-invitation.ts'
import { hashOneTimeToken } from './one-time-token.ts'
import { makeRegister } from './register.ts'

const token = 'the-token-of-the-link'
const asNobody = { token, password: GOOD_PASSWORD, signedIn: undefined }

async function openInvited(email = 'guest@example.com') {
  const bench = await openAccountBench()
  await bench.claim()
  const invitation = await bench.invite({ hash: hashOneTimeToken(token), email, projectId: bench.shop.id })
  return { ...bench, invitation, accept: makeAcceptInvitation(bench.deps) }
}

describe('accepting an invitation', () => {
  it('makes an account with the offered role at the offered place, once', async () => {
    const { accept, acme, shop, store, eventsOf } = await openInvited()
    const { account, started } = await accept(browser, { ...asNobody, name: 'Guest' })
    assert.deepEqual([account.email, account.name, account.emailVerified], ['guest@example.com', 'Guest', false])
    assert.ok(started !== undefined)
    const { memberships } = store.accounts.findSession(started.session.hash) ?? {}
    assert.deepEqual(
      memberships?.map(({ workspaceId, projectId, role }) => [workspaceId, projectId, role]),
      [[acme.id, shop.id, 'developer']],
    )
    await assert.rejects(accept(browser, asNobody), { code: 'not_found' })
    assert.deepEqual(
      eventsOf(acme).map(({ event }) => event),
      ['member.invited'],
    )
  })

  it('succeeds once when two accept at the same time', async () => {
    const { accept, store, acme } = await openInvited()
    const both = await Promise.allSettled([accept(browser, asNobody), accept(browser, asNobody)])
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const members = store.accounts.listMembers(acme.id)
    assert.equal(members.filter(({ account }) => account.email === 'guest@example.com').length, 1)
  })

  it('works until the last millisecond and not at its end', async () => {
    const { accept, clock, invitation } = await openInvited()
    clock.jumpTo(invitation.expiresAt)
    await assert.rejects(accept(browser, asNobody), { code: 'not_found' })
    clock.advance(-1)
    await accept(browser, asNobody)
  })

  it('refuses wrong tokens and bad passwords', async () => {
    const { accept } = await openInvited()
    await assert.rejects(accept(browser, { ...asNobody, token: '' }), { code: 'not_found' })
    await assert.rejects(accept(browser, { ...asNobody, token: hashOneTimeToken(token) }), { code: 'not_found' })
    await assert.rejects(accept(browser, { ...asNobody, password: undefined }), { code: 'bad_request' })
    await assert.rejects(accept(browser, { ...asNobody, password: 'guest@example.com' }), { code: 'bad_request' })
  })

  it('as an existing account takes its password', async () => {
    const { accept, eventsOf, acme, store } = await openInvited('owner@example.com')
    await assert.rejects(accept(browser, { ...asNobody, password: OTHER_PASSWORD }), { code: 'unauthorized' })
    const { account, started } = await accept(browser, asNobody)
    assert.ok(started !== undefined)
    assert.equal(store.accounts.findSession(started.session.hash)?.memberships.length, 2)
    assert.deepEqual(
      eventsOf(acme).map(({ event, targetId }) => [event, targetId === account.id]),
      [
        ['member.invited', false],
        ['member.joined', true],
      ],
    )
  })

  it('as the signed-in person takes no password, and only the invited address', async () => {
    const { accept, enter, store, deps } = await openInvited()
    const owner = await enter()
    await assert.rejects(accept(browser, { ...asNobody, signedIn: owner }), { code: 'forbidden' })
    const register = makeRegister({ ...deps, registration: 'open' })
    await register(browser, { email: 'guest@example.com', password: GOOD_PASSWORD })
    const guest = await enter('guest@example.com')
    const { started } = await accept(browser, { token, password: undefined, signedIn: guest })
    assert.equal(started, undefined)
    const now = store.accounts.findSession(guest.session.hash)
    assert.deepEqual([now?.memberships.length, now?.account.emailVerified], [2, false])
  })

  it('slows guessing down', async () => {
    const { accept } = await openInvited()
    for (let tries = 0; tries < 10; tries++)
      await assert.rejects(accept(browser, { ...asNobody, token: `guess ${tries}` }), { code: 'not_found' })
    await assert.rejects(accept(browser, asNobody), { code: 'too_many_requests' })
  })
})
