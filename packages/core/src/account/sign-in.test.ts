import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { browser, GOOD_PASSWORD, OTHER_PASSWORD, openAccountBench } from '@latchkey/testkit/account-bench'
import { makeEndSession, makeSignIn, makeSignOut, makeSignOutEverywhere } from './sign-in.ts'
import { makeChangePassword } from './step-up.ts'

async function openClaimed() {
  const bench = await openAccountBench()
  await bench.claim()
  return bench
}

const right = { email: 'OWNER@example.com', password: GOOD_PASSWORD }

describe('signing in', () => {
  it('begins a session whose value is stored as a hash only', async () => {
    const { signIn, store } = await openClaimed()
    const { started, account } = await signIn(browser, right)
    assert.match(started.value.reveal(), /^[A-Za-z0-9_-]{43}$/)
    const [session] = store.accounts.listSessions(account.id)
    assert.doesNotMatch(JSON.stringify(session), new RegExp(started.value.reveal()))
    assert.equal(`${started.value}`, '[secret]')
  })

  it('answers an unknown address, a wrong password and an account without one alike, after the same work', async () => {
    const { signIn, store, passwords, deps, clock, addPerson, acme } = await openClaimed()
    const { account } = await addPerson('viewer', acme)
    await store.accounts.changeAccount(account.id, (current) => ({
      ...current,
      passwordHash: undefined,
      identity: { issuer: 'https://id.example.com', subject: '1' },
      updatedAt: clock.now(),
    }))
    const outcomes: unknown[] = []
    const attempts = [
      { ...right, email: 'nobody@example.com' },
      { ...right, password: OTHER_PASSWORD },
      { email: account.email, password: '' },
      { email: 'not an address', password: GOOD_PASSWORD },
      { ...right, password: 'x'.repeat(2000) },
      { ...right, password: '\ud800'.padEnd(12, 'x') },
    ]
    for (const attempt of attempts) {
      const before = passwords.computed
      await makeSignIn(deps)(browser, attempt).then(
        () => assert.fail('was let in'),
        (error) => outcomes.push([error.code, error.reason, error.message, passwords.computed - before]),
      )
    }
    assert.deepEqual(
      outcomes,
      attempts.map(() => ['unauthorized', undefined, 'unauthorized', 1]),
    )
    await signIn(browser, right)
  })

  it('makes the eleventh failure wait, for known and unknown addresses alike', async () => {
    for (const email of ['owner@example.com', 'nobody@example.com']) {
      const { signIn, clock, passwords } = await openClaimed()
      for (let tries = 0; tries < 10; tries++) {
        const from = { ...browser, ip: `192.0.2.${tries}` }
        await assert.rejects(signIn(from, { email, password: OTHER_PASSWORD }), { code: 'unauthorized' })
      }
      const before = passwords.computed
      const elsewhere = { ...browser, ip: '198.51.100.1' }
      await assert.rejects(signIn(elsewhere, { email, password: GOOD_PASSWORD }), {
        code: 'too_many_requests',
        retryAfterSeconds: 30,
      })
      assert.equal(passwords.computed, before)
      clock.advance(29_999)
      await assert.rejects(signIn(elsewhere, { email, password: GOOD_PASSWORD }), {
        code: 'too_many_requests',
        retryAfterSeconds: 1,
      })
      clock.advance(1)
      if (email === 'owner@example.com') await signIn(elsewhere, { email, password: GOOD_PASSWORD })
      else await assert.rejects(signIn(elsewhere, { email, password: GOOD_PASSWORD }), { code: 'unauthorized' })
    }
  })

  it('counts failures by network too, and a /64 as one', async () => {
    const { signIn } = await openClaimed()
    for (let tries = 0; tries < 10; tries++) {
      const attempt = { email: `guess-${tries}@example.com`, password: OTHER_PASSWORD }
      await assert.rejects(signIn({ ...browser, ip: `2001:db8::${tries + 1}` }, attempt), { code: 'unauthorized' })
    }
    await assert.rejects(signIn({ ...browser, ip: '2001:db8::ffff' }, right), { code: 'too_many_requests' })
    await signIn({ ...browser, ip: '2001:db8:0:1::1' }, right)
  })

  it('lets no more than ten guesses through that come at once', async () => {
    const { signIn, passwords } = await openClaimed()
    const before = passwords.computed
    await Promise.allSettled(Array.from({ length: 50 }, () => signIn(browser, { ...right, password: OTHER_PASSWORD })))
    assert.equal(passwords.computed - before, 10)
  })

  it('never counts a success', async () => {
    const { signIn } = await openClaimed()
    for (let times = 0; times < 30; times++) await signIn(browser, right)
  })

  it('ends the session that this browser had', async () => {
    const { signIn, enter, store } = await openClaimed()
    const { session, account } = await enter()
    const { started } = await signIn(browser, { ...right, replaces: session })
    assert.deepEqual(
      store.accounts.listSessions(account.id).map(({ id }) => id),
      [started.session.id],
    )
  })

  it('with a password that is changed at the same moment leaves no session behind', async () => {
    const { deps, enter, store } = await openClaimed()
    const signedIn = await enter()
    const change = makeChangePassword(deps)
    const slow = makeSignIn({
      ...deps,
      passwords: {
        async verify(password, hash) {
          const isRight = await deps.passwords.verify(password, hash)
          const person = { signedIn, ip: undefined, requestId: 'request-1' }
          await change(person, { currentPassword: GOOD_PASSWORD, newPassword: OTHER_PASSWORD })
          return isRight
        },
      },
    })
    await assert.rejects(slow(browser, right), { code: 'unauthorized' })
    assert.deepEqual(
      store.accounts.listSessions(signedIn.account.id).map(({ id }) => id),
      [signedIn.session.id],
    )
  })

  it('keeps what a browser calls itself within bounds and storable', async () => {
    const { signIn } = await openClaimed()
    const { started } = await signIn({ ...browser, userAgent: `\0${'😀'.repeat(300)}` }, right)
    assert.ok(started.session.userAgent.length <= 256 && started.session.userAgent.isWellFormed())
    assert.ok(!started.session.userAgent.includes('\0'))
  })
})

describe('signing out', () => {
  it('ends this session, or all of the person and nobody else', async () => {
    const { deps, enter, addPerson, acme, store, passwords } = await openClaimed()
    const { account: other } = await addPerson('viewer', acme)
    const passwordHash = await passwords.hash(OTHER_PASSWORD)
    await store.accounts.changeAccount(other.id, (current) => ({ ...current, passwordHash }))
    await enter(other.email, OTHER_PASSWORD)
    const first = await enter()
    const second = await enter()
    await makeSignOut(deps)(first)
    assert.deepEqual(
      store.accounts.listSessions(first.account.id).map(({ id }) => id),
      [second.session.id],
    )
    await enter()
    await makeSignOutEverywhere(deps)(second)
    assert.deepEqual(store.accounts.listSessions(first.account.id), [])
    assert.equal(store.accounts.listSessions(other.id).length, 1)
  })

  it('cannot end the session of another account', async () => {
    const { deps, enter, addPerson, acme, store, passwords } = await openClaimed()
    const { account: other } = await addPerson('viewer', acme)
    const passwordHash = await passwords.hash(OTHER_PASSWORD)
    await store.accounts.changeAccount(other.id, (current) => ({ ...current, passwordHash }))
    const theirs = await enter(other.email, OTHER_PASSWORD)
    const mine = await enter()
    await assert.rejects(makeEndSession(deps)(mine, theirs.session.id), { code: 'not_found' })
    assert.equal(store.accounts.listSessions(other.id).length, 1)
    await makeEndSession(deps)(theirs, theirs.session.id)
    assert.equal(store.accounts.listSessions(other.id).length, 0)
  })
})
