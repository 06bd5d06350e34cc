import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GOOD_PASSWORD, OTHER_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { TEST_PROJECT_ID } from '@latchkey/testkit/builders'
import { STEP_UP_MS } from './session.ts'
import { makeChangePassword, makeStepUp } from './step-up.ts'

async function openSignedIn() {
  const bench = await openAccountBench()
  await bench.claim()
  const signedIn = await bench.enter()
  const person = { signedIn, ip: '192.0.2.1', requestId: 'request-1' }
  return { ...bench, signedIn, person, stepUp: makeStepUp(bench.deps), changePassword: makeChangePassword(bench.deps) }
}

describe('proving oneself again', () => {
  it('with the password renews the proof and keeps the session', async () => {
    const { stepUp, person, clock, store, signedIn } = await openSignedIn()
    clock.advance(STEP_UP_MS + 1)
    const proved = await stepUp(person, GOOD_PASSWORD)
    assert.deepEqual([proved.session.id, proved.session.provedAt], [signedIn.session.id, clock.now()])
    assert.equal(store.accounts.findSession(signedIn.session.hash)?.session.provedAt, clock.now())
  })

  it('with a wrong password changes nothing, and waits after ten of them', async () => {
    const { stepUp, person, clock, store, signedIn } = await openSignedIn()
    clock.advance(1000)
    for (let tries = 0; tries < 10; tries++) await assert.rejects(stepUp(person, OTHER_PASSWORD), { code: 'forbidden' })
    await assert.rejects(stepUp(person, GOOD_PASSWORD), { code: 'too_many_requests' })
    assert.equal(store.accounts.findSession(signedIn.session.hash)?.session.provedAt, signedIn.session.provedAt)
  })

  it('is refused to an account without a password', async () => {
    const { stepUp, person, signedIn } = await openSignedIn()
    const account = { ...signedIn.account, passwordHash: undefined }
    await assert.rejects(stepUp({ ...person, signedIn: { ...signedIn, account } }, ''), { code: 'failed_precondition' })
  })
})

describe('changing the password', () => {
  it('ends all other sessions and nobody signs in with the old one', async () => {
    const { changePassword, person, enter, store, signedIn } = await openSignedIn()
    await enter()
    await enter()
    await changePassword(person, { currentPassword: GOOD_PASSWORD, newPassword: OTHER_PASSWORD })
    assert.deepEqual(
      store.accounts.listSessions(signedIn.account.id).map(({ id }) => id),
      [signedIn.session.id],
    )
    await assert.rejects(enter(), { code: 'unauthorized' })
    await enter('owner@example.com', OTHER_PASSWORD)
  })

  it('is told to every workspace of the person, without either password', async () => {
    const { changePassword, person, store, signedIn } = await openSignedIn()
    const [membership] = signedIn.memberships
    assert.ok(membership !== undefined)
    const before = store.readAuditEvents(membership.workspaceId).length
    const again = { ...membership, projectId: TEST_PROJECT_ID }
    const elsewhere = { ...membership, workspaceId: 'elsewhere' }
    const everywhere = { ...person, signedIn: { ...signedIn, memberships: [membership, again, elsewhere] } }
    await changePassword(everywhere, { currentPassword: GOOD_PASSWORD, newPassword: OTHER_PASSWORD })
    const told = [...store.readAuditEvents(membership.workspaceId).slice(before), ...store.readAuditEvents('elsewhere')]
    assert.deepEqual(
      told.map(({ event, caller, targetId, ip, requestId }) => [event, caller.id, targetId, ip, requestId]),
      Array(2).fill(['account.password_changed', signedIn.account.id, signedIn.account.id, '192.0.2.1', 'request-1']),
    )
    assert.doesNotMatch(JSON.stringify(told), new RegExp(`argon2|${OTHER_PASSWORD}|${GOOD_PASSWORD}`))
  })

  it('of somebody who belongs nowhere is told in a chain of their own', async () => {
    const { changePassword, person, store, signedIn } = await openSignedIn()
    const alone = { ...person, signedIn: { ...signedIn, memberships: [] } }
    await changePassword(alone, { currentPassword: GOOD_PASSWORD, newPassword: OTHER_PASSWORD })
    const [event] = store.readAuditEvents(signedIn.account.id)
    assert.deepEqual([event?.event, event?.sequence], ['account.password_changed', 1])
  })

  it('needs the current password and a good new one', async () => {
    const { changePassword, person, enter } = await openSignedIn()
    const wanted = { currentPassword: GOOD_PASSWORD, newPassword: OTHER_PASSWORD }
    await assert.rejects(changePassword(person, { ...wanted, currentPassword: 'wrong' }), { code: 'forbidden' })
    await assert.rejects(changePassword(person, { ...wanted, currentPassword: undefined }), { code: 'forbidden' })
    await assert.rejects(changePassword(person, { ...wanted, newPassword: 'short' }), {
      code: 'bad_request',
      metadata: { field: 'new_password' },
    })
    await enter()
  })

  it('happens once when two ask at the same time', async () => {
    const { changePassword, person } = await openSignedIn()
    const both = await Promise.allSettled([
      changePassword(person, { currentPassword: GOOD_PASSWORD, newPassword: OTHER_PASSWORD }),
      changePassword(person, { currentPassword: GOOD_PASSWORD, newPassword: 'another fine sentence' }),
    ])
    const refused = both.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.code)
    assert.deepEqual(refused, ['conflict'])
  })

  it('of an account without one takes a fresh proof, to the millisecond', async () => {
    const { changePassword, signedIn, store, clock, enter } = await openSignedIn()
    const account = await store.accounts.changeAccount(signedIn.account.id, (current) => ({
      ...current,
      passwordHash: undefined,
    }))
    assert.ok(account !== undefined)
    const person = { signedIn: { ...signedIn, account }, ip: undefined, requestId: 'request-1' }
    clock.advance(STEP_UP_MS)
    await assert.rejects(changePassword(person, { currentPassword: undefined, newPassword: OTHER_PASSWORD }), {
      code: 'step_up_required',
    })
    clock.advance(-1)
    await changePassword(person, { currentPassword: undefined, newPassword: OTHER_PASSWORD })
    await enter('owner@example.com', OTHER_PASSWORD)
  })
})
