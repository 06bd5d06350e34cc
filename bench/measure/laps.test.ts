import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { cpuRatio, speedRatio } from './laps.ts'
import type { LoadResult } from './load.ts'

const lap = (cpuMicrosecondsPerRequest: number, requestsPerSecond: number): LoadResult => ({
  requests: 1,
  requestsPerSecond,
  cpuMicrosecondsPerRequest,
  databaseMicrosecondsPerRequest: 2 * cpuMicrosecondsPerRequest,
  idleShare: 0,
})

describe('ratios of two contestants', () => {
  // The machine became three times slower after the second round: pairs do not mind.
  const yardstick = [lap(10, 300), lap(10, 300), lap(30, 100)]
  const ours = [lap(20, 150), lap(25, 120), lap(60, 50)]

  it('divide the CPU of the yardstick by ours, pair by pair', () => {
    assert.deepEqual(cpuRatio(yardstick, ours), { median: 0.5, min: 0.4, max: 0.5 })
  })

  it('divide our requests per second by those of the yardstick', () => {
    assert.deepEqual(speedRatio(ours, yardstick), { median: 0.5, min: 0.4, max: 0.5 })
  })
})
