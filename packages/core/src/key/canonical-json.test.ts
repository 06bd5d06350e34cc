import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, parametersHash } from './canonical-json.ts'
import type { JsonObject, JsonValue } from './json.ts'

it('means the same after parsing, for any value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.deepEqual(JSON.parse(canonicalJson(value as JsonValue)), JSON.parse(JSON.stringify(value)))
    }),
  )
})

it('does not depend on the order of members, only on that of items', () => {
  assert.equal(parametersHash({ a: 1, b: { c: [1, 2], d: null } }), parametersHash({ b: { d: null, c: [1, 2] }, a: 1 }))
  assert.notEqual(parametersHash({ a: [1, 2] }), parametersHash({ a: [2, 1] }))
})

it('keeps apart what only looks alike', () => {
  const values: JsonObject[] = [
    { a: '1' },
    { a: 1 },
    { a: ['1'] },
    { a: null },
    {},
    { a: '' },
    { a: {} },
    { a: [] },
    { 'a":"1': '' },
  ]
  assert.equal(new Set(values.map(parametersHash)).size, values.length)
})
