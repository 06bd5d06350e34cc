import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { takeBodyTurn } from './body-turns.ts'

describe('the turns of large bodies', () => {
  it('come in order, and others have theirs in between', async () => {
    const order: string[] = []
    const large = ['a', 'b', 'c'].map(async (name) => {
      await takeBodyTurn()
      order.push(name)
    })
    const small = (async () => {
      for (let turn = 0; turn < 3; turn++) {
        await nextTurn()
        order.push('small')
      }
    })()
    await Promise.all([...large, small])
    assert.deepEqual(
      order.filter((name) => name !== 'small'),
      ['a', 'b', 'c'],
    )
    const [a, b, c] = ['a', 'b', 'c'].map((name) => order.indexOf(name)) as [number, number, number]
    assert.ok(order.slice(a, b).includes('small') && order.slice(b, c).includes('small'), order.join())
  })
})
