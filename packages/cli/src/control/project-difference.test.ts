import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { applyPatch } from 'rfc6902'
import { differenceOf } from './project-difference.ts'

describe('the difference between a project and its file', () => {
  const cases = [
    ['nothing when all is so already', { a: { b: 1, c: [1, 2] } }, { a: { c: [1, 2] } }, []],
    ['a value that differs, old and new', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: '/a/b', old: 1, new: 2 }]],
    ['a list as one value', { a: [1, 2] }, { a: [2, 1] }, [{ path: '/a', old: [1, 2], new: [2, 1] }]],
    [
      'every new value below a new object',
      { a: {} },
      { a: { b: { c: 1, d: {} } } },
      [
        { path: '/a/b/c', new: 1 },
        { path: '/a/b/d', new: {} },
      ],
    ],
    ['an object in place of a value', { a: 1 }, { a: { b: 1 } }, [{ path: '/a', old: 1, new: { b: 1 } }]],
    ['names with slashes and tildes', { 'a/b~': 1 }, { 'a/b~': 2 }, [{ path: '/a~1b~0', old: 1, new: 2 }]],
    ['a name that objects are born with', {}, { toString: 1 }, [{ path: '/toString', new: 1 }]],
  ] as const
  for (const [what, current, wanted, changes] of cases) {
    it(`is ${what}, and its patch makes it vanish`, () => {
      const difference = differenceOf(current, wanted)
      assert.deepEqual(difference.changes, changes)
      const patched = structuredClone(current)
      const outcomes = applyPatch(patched, structuredClone(difference.operations) as Parameters<typeof applyPatch>[1])
      assert.deepEqual(outcomes.filter(Boolean), [])
      assert.deepEqual(differenceOf(patched, wanted).operations, [])
    })
  }
})
