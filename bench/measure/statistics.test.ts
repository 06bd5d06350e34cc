import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { spreadOf } from './statistics.ts'

describe('spreadOf', () => {
  it('takes the middle value, the least and the most, in any order', () => {
    assert.deepEqual(spreadOf([10, 9, 2, 30, 1]), { median: 9, min: 1, max: 30 })
  })

  it('takes the mean of the two in the middle of an even number', () => {
    assert.deepEqual(spreadOf([4, 1, 100, 2]), { median: 3, min: 1, max: 100 })
  })

  it('says of one value what it is', () => {
    assert.deepEqual(spreadOf([0.5]), { median: 0.5, min: 0.5, max: 0.5 })
  })

  it('invents nothing where nothing was measured', () => {
    assert.deepEqual(spreadOf([]), { median: Number.NaN, min: Number.NaN, max: Number.NaN })
  })

  it('leaves the values as they were', () => {
    const values = [3, 1, 2]
    spreadOf(values)
    assert.deepEqual(values, [3, 1, 2])
  })
})
