import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildIssuedKey } from '@latchkey/testkit/builders'
import type { RateLimitDecision, RateLimiter } from '../ports/rate-limiter.ts'
import { refuseUnanswered } from './refuse-unanswered.ts'

const { id, projectId } = buildIssuedKey()
const policy = { quota: 1, windowMs: 1000, unit: '' }
const answering = (decision: RateLimitDecision | undefined): RateLimiter => ({ consume: () => decision })

describe('refuseUnanswered', () => {
  it('refuses what the limiter cannot count, and has the caller come back in a second', async () => {
    const refused = { allowed: false, remaining: 0, resetAfterMs: 1000, retryAfterMs: 1000 }
    assert.deepEqual(refuseUnanswered(answering(undefined)).consume(projectId, id, policy, 1), refused)
    const later: RateLimiter = { consume: async () => undefined }
    assert.deepEqual(await refuseUnanswered(later).consume(projectId, id, policy, 1), refused)
  })

  it('changes no answer that there is', () => {
    for (const allowed of [true, false]) {
      const decision = { allowed, remaining: 3, resetAfterMs: 5, retryAfterMs: 0 }
      assert.equal(refuseUnanswered(answering(decision)).consume(projectId, id, policy, 1), decision)
    }
  })

  it('lets a rehearsal pass', () => {
    assert.equal(refuseUnanswered(answering(undefined)).consume(projectId, id, policy, 0), undefined)
  })
})
