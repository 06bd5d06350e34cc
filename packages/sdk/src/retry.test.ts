import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseRetryAfterMs } from './errors.ts'
import { retryDelayMs } from './retry.ts'

describe('retryDelayMs', () => {
  it('grows to its ceiling, with full jitter', () => {
    assert.deepEqual(
      [0, 1, 2, 9].map((attempt) => retryDelayMs(attempt, undefined, 0.9999999)),
      [99, 199, 399, 4999],
    )
    assert.equal(retryDelayMs(9, undefined, 0), 0)
  })

  it('is never less than the server asked for', () => {
    assert.equal(retryDelayMs(0, 2000, 0), 2000)
    assert.equal(retryDelayMs(0, 2000, 0.5), 2050)
  })
})

describe('parseRetryAfterMs', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  const cases = [
    [null, undefined],
    ['0', 0],
    ['2', 2000],
    ['-1', undefined],
    ['soon', undefined],
    ['', undefined],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Wed, 31 Dec 2025 23:59:59 GMT', 0],
  ] as const
  for (const [header, expected] of cases) {
    it(`reads ${JSON.stringify(header)} as ${expected}`, () => assert.equal(parseRetryAfterMs(header, now), expected))
  }
})
