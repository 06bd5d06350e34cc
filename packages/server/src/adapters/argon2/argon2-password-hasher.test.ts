import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeArgon2PasswordHasher } from './argon2-password-hasher.ts'

const CHEAP = { memoryKib: 64, passes: 1, lanes: 1 }
const PASSWORD = 'tin roof, rusted 7'

describe('argon2id passwords', () => {
  it('are kept in PHC form with the recommended parameters and a salt of their own', async () => {
    const { hash, verify } = makeArgon2PasswordHasher()
    const [one, other] = await Promise.all([hash(PASSWORD), hash(PASSWORD)])
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    assert.notEqual(one, other)
    assert.deepEqual(
      [await verify(PASSWORD, one), await verify(PASSWORD, other), await verify(`${PASSWORD} `, one)],
      [true, true, false],
    )
  })

  it('agree with another implementation: the reference code of RFC 9106, as its own tests state', async () => {
    const { verify } = makeArgon2PasswordHasher()
    const known = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
    assert.deepEqual([await verify('password', known), await verify('passwore', known)], [true, false])
  })

  it('cost the same work whether or not there is one', async () => {
    const { hash, verify } = makeArgon2PasswordHasher()
    const stored = await hash(PASSWORD)
    // The best of some tries: other work on the machine may interrupt one of them.
    const bestMsOf = async (text: string | undefined): Promise<number> => {
      let bestMs = Number.POSITIVE_INFINITY
      for (let times = 0; times < 10; times++) {
        const start = performance.now()
        await verify('wrong password', text)
        bestMs = Math.min(bestMs, performance.now() - start)
      }
      return bestMs
    }
    const [known, unknown] = [await bestMsOf(stored), await bestMsOf(undefined)]
    assert.ok(unknown > known / 3 && known > unknown / 3, `${known} ms and ${unknown} ms`)
    assert.equal(await verify(PASSWORD, undefined), false)
  })

  it('are not verified by what is no hash of ours, nor at any price', async () => {
    const { verify } = makeArgon2PasswordHasher(CHEAP)
    const salted = 'c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
    for (const text of [
      '',
      PASSWORD,
      `$argon2i$v=19$m=256,t=2,p=1$${salted}`,
      `$argon2id$v=16$m=256,t=2,p=1$${salted}`,
      `$argon2id$v=19$m=4194304,t=2,p=1$${salted}`,
      `$argon2id$v=19$m=256,t=99,p=1$${salted}`,
      `$argon2id$v=19$m=7,t=2,p=1$${salted}`,
      `$argon2id$v=19$m=256,t=0,p=1$${salted}`,
      `$argon2id$v=19$m=256,t=2,p=1$${salted}\n`,
    ]) {
      assert.equal(await verify('password', text), false, text)
    }
  })

  it('leave the event loop free, and tell a crowd to come back', async () => {
    const { verify } = makeArgon2PasswordHasher(CHEAP)
    let turns = 0
    const counting = setInterval(() => {
      turns += 1
    }, 1)
    const { verify: slow } = makeArgon2PasswordHasher()
    await Promise.all([slow(PASSWORD, undefined), slow(PASSWORD, undefined)])
    clearInterval(counting)
    assert.ok(turns > 3, `${turns} turns`)
    const crowd = await Promise.allSettled(Array.from({ length: 300 }, () => verify(PASSWORD, undefined)))
    const refused = crowd.filter((outcome) => outcome.status === 'rejected')
    assert.equal(refused.length, 300 - 256 - 4)
    assert.ok(refused.every(({ reason }) => reason.code === 'service_unavailable'))
    assert.equal(await verify(PASSWORD, undefined), false)
  })
})
