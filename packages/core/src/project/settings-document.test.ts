import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isSameJson } from './settings-document.ts'

describe('isSameJson', () => {
  it('looks at values, not at the order of members', () => {
    assert.ok(isSameJson({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] }))
    const differing = [0, '', '0', null, false, [], {}, [0], { a: 0 }, { a: 0, b: 0 }, { b: 0 }, [{ a: 0 }], undefined]
    for (const [index, one] of differing.entries()) {
      for (const [place, other] of differing.entries()) assert.equal(isSameJson(one, other), index === place)
    }
    assert.ok(!isSameJson({ toString: 'x' }, { other: 'x' }))
  })
})
