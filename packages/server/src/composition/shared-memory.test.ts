import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { joinMemory, shareMemory } from './shared-memory.ts'
import { systemClock } from './system-clock.ts'

describe('memory that threads share', () => {
  it('counts failed attempts for all of them, and takes none of those it refuses', async () => {
    const memory = shareMemory()
    const [one, other] = [1, 2].map((owner) => joinMemory(memory, { owner, clock: systemClock }).limits.attempts)
    for (let attempt = 0; attempt < 5; attempt++) for (const attempts of [one, other]) await attempts?.take(['ip a', 'account b'])
    for (const attempts of [one, other])
      await assert.rejects(async () => attempts?.take(['ip c', 'account b']), { code: 'too_many_requests' })
    for (let attempt = 0; attempt < 10; attempt++) await one?.take(['ip c'])
    await other?.giveBack(['ip a', 'account b'])
    await one?.take(['ip a', 'account b'])
    await assert.rejects(async () => one?.take(['ip a']), { code: 'too_many_requests' })
  })
})
