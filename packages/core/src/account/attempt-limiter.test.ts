import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { attemptSubjects, makeAttemptLimiter } from './attempt-limiter.ts'

const open = () => {
  const clock = new FakeClock()
  return { clock, ...makeAttemptLimiter({ clock }) }
}

describe('the limit of attempts', () => {
  it('takes nothing of a subject when another of the same attempt has to wait', () => {
    const { take } = open()
    for (let times = 0; times < 10; times++) take(['tired'])
    assert.throws(() => take(['fresh', 'tired']), { code: 'too_many_requests' })
    for (let times = 0; times < 10; times++) take(['fresh'])
    assert.throws(() => take(['fresh']), { code: 'too_many_requests' })
  })

  it('gives back no more than was taken', () => {
    const { take, giveBack } = open()
    giveBack(['one'])
    take(['one'])
    giveBack(['one'])
    giveBack(['one'])
    for (let times = 0; times < 10; times++) take(['one'])
    assert.throws(() => take(['one']), { code: 'too_many_requests' })
  })

  it('forgets nobody who has to wait because of a crowd that is small enough', () => {
    const { take } = open()
    for (let times = 0; times < 10; times++) take(['guessed at'])
    for (let other = 0; other < 9_999; other++) take([`other ${other}`])
    assert.throws(() => take(['guessed at']), { code: 'too_many_requests' })
    take(['one too many'])
    take(['guessed at'])
  })

  it('counts an address and a network', () => {
    assert.deepEqual(attemptSubjects('192.0.2.1', 'a@b.c'), ['ip 192.0.2.1', 'account a@b.c'])
    assert.deepEqual(attemptSubjects('2001:db8::1'), ['ip 2001:db8::/64'])
    assert.deepEqual(attemptSubjects(undefined), ['ip unknown'])
  })
})
