import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { jsonDifferences, lineDifferences, textMatches } from './match-output.ts'

describe('jsonDifferences', () => {
  it('lets a page show less, but nothing else', () => {
    assert.deepEqual(jsonDifferences({ a: 1 }, { a: 1, b: 2 }), [])
    assert.equal(jsonDifferences({ a: 1, b: 2 }, { a: 1 }).length, 1)
    assert.equal(jsonDifferences({ a: 1 }, { a: 2 }).length, 1)
    assert.equal(jsonDifferences({ a: null }, {}).length, 1)
    assert.equal(jsonDifferences({ a: {} }, { a: [] }).length, 1)
  })

  it('compares arrays whole', () => {
    assert.deepEqual(jsonDifferences([1, { a: 1 }], [1, { a: 1, b: 2 }]), [])
    assert.equal(jsonDifferences([1], [1, 2]).length, 1)
    assert.equal(jsonDifferences([2, 1], [1, 2]).length, 2)
  })

  it('lets a page that claims to show the whole leave nothing out', () => {
    const whole = { path: '$', whole: true }
    assert.deepEqual(jsonDifferences({ a: { b: 1 } }, { a: { b: 1 } }, whole), [])
    assert.equal(jsonDifferences({ a: { b: 1 } }, { a: { b: 1, c: 2 } }, whole).length, 1)
  })

  it('names the path', () => {
    assert.match(jsonDifferences({ a: [{ b: 'x' }] }, { a: [{ b: 'y' }] })[0] ?? '', /^\$\.a\[0\]\.b: /)
  })
})

describe('textMatches', () => {
  it('wants ids and times of the same shape', () => {
    assert(textMatches('6f1c6d0e-5a3b-4f0e-9c57-0d5f9a1f2b34', '00000000-0000-4000-8000-000000000000'))
    assert(!textMatches('6f1c6d0e-5a3b-4f0e-9c57-0d5f9a1f2b34', 'customer_42'))
    assert(textMatches('2026-01-01T00:00:00Z', '2027-02-03T04:05:06.789Z'))
    assert(!textMatches('2026-01-01T00:00:00Z', 'soon'))
  })

  it('takes an ellipsis for anything and everything else literally', () => {
    assert(textMatches('ory_ak_v1_…', 'ory_ak_v1_abc'))
    assert(!textMatches('ory_ak_v1_…', 'ory_pk_v1_abc'))
    assert(!textMatches('a.c', 'abc'))
  })
})

describe('lineDifferences', () => {
  it('finds the shown lines in order', () => {
    assert.deepEqual(lineDifferences('a\nc', 'a\nb\nc'), [])
    assert.equal(lineDifferences('c\na', 'a\nb\nc').length, 1)
  })

  it('compares word by word, whatever the columns', () => {
    assert.deepEqual(
      lineDifferences('6f1c6d0e-5a3b-4f0e-9c57-0d5f9a1f2b34 active', '00000000-0000-4000-8000-000000000000   active'),
      [],
    )
    assert.deepEqual(lineDifferences('HTTP/1.1 401 …', 'HTTP/1.1 401 Unauthorized Really'), [])
    assert.equal(lineDifferences('x active', 'x revoked').length, 1)
  })
})
