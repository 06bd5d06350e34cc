import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browser, GOOD_PASSWORD, OTHER_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { makeCreatePasswordReset, makeResetPassword, PASSWORD_RESET_LIFE_MS } from './reset-password.ts'
import { makeChangePassword } from './step-up.ts'

const operator = { kind: 'operator', id: 'cli', name: 'command line' } as const
const here = { ip: undefined, requestId: 'request-cli' }

async function openForgetful() {
  const bench = await openAccountBench()
  await bench.claim()
  const create = makeCreatePasswordReset(bench.deps)
  const link = async () => (await create(' Owner@Example.com ', operator, here)).token.reveal()
  const reset = makeResetPassword(bench.deps)
  const use = (token: string, password = OTHER_PASSWORD) => reset(browser, { token, password })
  return { ...bench, create, link, use }
}

const refused = { code: 'not_found', message: /^the link is wrong, was used or replaced, or has ended/ }

describe('a link for a new password', () => {
  it('sets it, ends all sessions and works once', async () => {
    const { link, use, enter, store } = await openForgetful()
    const { session, account } = await enter()
    const token = await link()
    assert.match(token, /^[A-Za-z0-9_-]{43}$/)
    assert.equal((await enter()).account.passwordHash, account.passwordHash)
    await use(token)
    assert.equal(store.accounts.findSession(session.hash), undefined)
    assert.deepEqual(store.accounts.listSessions(account.id), [])
    await assert.rejects(enter(), { code: 'unauthorized' })
    await enter('owner@example.com', OTHER_PASSWORD)
    await assert.rejects(use(token, GOOD_PASSWORD), refused)
    await enter('owner@example.com', OTHER_PASSWORD)
  })

  it('works until the last millisecond of its hour', async () => {
    const { link, use, clock } = await openForgetful()
    const late = await link()
    clock.advance(PASSWORD_RESET_LIFE_MS)
    await assert.rejects(use(late), refused)
    const timely = await link()
    clock.advance(PASSWORD_RESET_LIFE_MS - 1)
    await use(timely)
  })

  it('replaces earlier ones of the same person, and no others', async () => {
    const { link, use, create, store, enter, deps } = await openForgetful()
    await deps.accounts.changeAccount((await enter()).account.id, (now) => ({ ...now, emailVerified: false }))
    const [first, second] = [await link(), await link()]
    await assert.rejects(use(first), refused)
    await use(second)
    await assert.rejects(create('nobody@example.com', operator, here), { code: 'not_found' })
    await assert.rejects(create('nobody', operator, here), { code: 'bad_request' })
    assert.equal(store.accounts.findAccount({ email: 'nobody@example.com' }), undefined)
  })

  it('is used by exactly one of two who come at once', async () => {
    const { link, use, enter } = await openForgetful()
    const token = await link()
    const passwords = [OTHER_PASSWORD, 'slow herons fish early']
    const both = await Promise.allSettled(passwords.map((password) => use(token, password)))
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const entries = await Promise.allSettled(passwords.map((password) => enter('owner@example.com', password)))
    assert.deepEqual(
      entries.map(({ status }) => status),
      both.map(({ status }) => status),
    )
  })

  it('survives a password that does not do, and counts no failure for it', async () => {
    const { link, use } = await openForgetful()
    const token = await link()
    for (let tries = 0; tries < 12; tries++) await assert.rejects(use(token, 'password1234'), { code: 'bad_request' })
    await assert.rejects(use(token, 'owner@example.com'), { code: 'bad_request', metadata: { field: 'password' } })
    await use(token)
  })

  it('is not guessed: ten wrong tokens, then a wait even for the right one', async () => {
    const { link, use, clock } = await openForgetful()
    const token = await link()
    for (let tries = 0; tries < 10; tries++) await assert.rejects(use(`${token.slice(0, -1)}${tries}`), refused)
    await assert.rejects(use(token), { code: 'too_many_requests' })
    clock.advance(30_000)
    await use(token)
  })

  it('ends when the person changes the password in another way', async () => {
    const { link, use, enter, deps } = await openForgetful()
    const token = await link()
    const person = { signedIn: await enter(), ip: '192.0.2.1', requestId: 'request-1' }
    await makeChangePassword(deps)(person, { currentPassword: GOOD_PASSWORD, newPassword: 'slow herons fish early' })
    await assert.rejects(use(token), refused)
  })

  it('is audited when it is made and when it is used, without token and password', async () => {
    const { link, use, store, acme, enter } = await openForgetful()
    const { account } = await enter()
    const token = await link()
    await use(token)
    const events = store.readAuditEvents(acme.id).filter(({ event }) => event.startsWith('account.password'))
    assert.deepEqual(
      events.map(({ event, caller, targetId, ip, requestId }) => [event, caller.kind, targetId, ip, requestId]),
      [
        ['account.password_reset_created', 'operator', account.id, undefined, 'request-cli'],
        ['account.password_reset', 'account', account.id, '192.0.2.1', 'request-1'],
      ],
    )
    const told = JSON.stringify(store.readAuditEvents(acme.id))
    for (const secret of [token, OTHER_PASSWORD, 'plain:']) assert.ok(!told.includes(secret))
  })
})
