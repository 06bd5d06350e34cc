import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import type { Instant } from '../ports/clock.ts'
import { formatInstant, LATEST_INSTANT } from './instant-text.ts'

it('writes every instant as the platform does, whatever was written before', () => {
  const instants = fc.integer({ min: -62_135_596_800_000, max: LATEST_INSTANT })
  const neighbours = fc.integer({ min: -90_000_000, max: 90_000_000 })
  fc.assert(
    fc.property(instants, neighbours, (instant, distance) => {
      for (const each of [instant, Math.max(-62_135_596_800_000, Math.min(LATEST_INSTANT, instant + distance))]) {
        assert.equal(formatInstant(each as Instant), new Date(each).toISOString())
      }
    }),
    { numRuns: 2000 },
  )
  for (const edge of [0, -1, 1, 86_399_999, 86_400_000, LATEST_INSTANT]) {
    assert.equal(formatInstant(edge as Instant), new Date(edge).toISOString())
  }
})
