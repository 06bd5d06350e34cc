import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { clockFinding } from './server-findings.ts'

describe('clockFinding', () => {
  const date = 'Thu, 01 Jan 2026 00:00:10 GMT'
  const serverAt = Date.parse(date) + 500
  const states = [
    [0, 'ok'],
    [2_000, 'ok'],
    [2_001, 'warning'],
    [-2_001, 'warning'],
    [60_000, 'warning'],
    [60_001, 'problem'],
    [-60_001, 'problem'],
  ] as const
  for (const [skewMs, state] of states) {
    it(`is ${state} at ${skewMs} ms`, () => assert.equal(clockFinding(date, serverAt + skewMs).state, state))
  }

  it('is a warning without a time to compare with', () => {
    assert.equal(clockFinding(null, serverAt).state, 'warning')
    assert.equal(clockFinding('soon', serverAt).state, 'warning')
  })
})
