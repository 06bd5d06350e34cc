import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyOf, batchesOf, paddedLists, slotsFor } from './value-lists.ts'

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
const COUNTS = [0, 1, 2, 3, 4, 10, 11, 100, 101, 300, 301, 1_000]

describe('lists of values', () => {
  it('name every value, repeat none but the last one, and have few lengths', () => {
    const lengths = new Set<number>()
    for (const count of COUNTS) {
      const lists = paddedLists(numbers(count))
      for (const list of lists) lengths.add(list.length)
      const repeated = lists.flat()
      assert.deepEqual([...new Set(repeated)], numbers(count))
      assert.deepEqual(
        repeated.slice(count),
        Array.from({ length: repeated.length - count }, () => count - 1),
      )
    }
    assert.deepEqual(
      [...lengths].sort((one, other) => one - other),
      [1, 3, 10, 100, 300],
    )
  })

  it('written together come once each, in their order, and in few lengths', () => {
    const lengths = new Set<number>()
    for (const count of COUNTS) {
      const batches = batchesOf(numbers(count))
      for (const batch of batches) lengths.add(batch.length)
      assert.deepEqual(batches.flat(), numbers(count))
    }
    assert.ok(lengths.size <= 5)
  })

  it('have a slot per value', () => {
    assert.equal(slotsFor([7, 8]), '?, ?')
    assert.equal(
      anyOf(
        ['a', 'b'],
        [
          [1, 2],
          [3, 4],
        ],
      ),
      '((a = ? AND b = ?) OR (a = ? AND b = ?))',
    )
  })
})
