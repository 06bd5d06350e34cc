import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fuzzRuns } from '../../vectors/sample-token.ts'
import { parseTokenJson, withoutDangerousNames } from './jwt-json.ts'

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

describe('parseTokenJson', () => {
  it('takes any JSON object without the dangerous names', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })),
        fc.constantFrom(undefined, 1, '\t'),
        (value, space) => {
          const safe = withoutDangerousNames(JSON.parse(JSON.stringify(value)))
          const text = JSON.stringify(safe, undefined, space)
          assert.deepEqual(parseTokenJson(text), JSON.parse(text))
        },
      ),
      { numRuns: fuzzRuns(1000) },
    )
  })

  it('takes what looks like trouble inside of strings', () => {
    for (const text of [
      '{"a":"{\\"a\\":1,\\"a\\":2}"}',
      '{"a":"\\\\","b":":"}',
      '{"a":["a","a"],"b":{"a":1}}',
      '{"a\\u0062":1,"a":2}',
      '{"":1," ":2}',
    ]) {
      assert.deepEqual(parseTokenJson(text), JSON.parse(text), text)
    }
  })

  it('refuses a member that stands twice, at any depth and in any spelling', () => {
    const texts = [
      '{"a":1,"a":1}',
      '{"a":1,"b":2,"a":3}',
      '{"a":1,"\\u0061":2}',
      '{"a":1 , "a" : 2}',
      '{"x":{"a":1,"a":2}}',
      '{"x":[[{"a":1,"a":2}]]}',
      '{"":1,"":2}',
      '{"a":{"b":1},"a":{"b":1}}',
      '{"\\/":1,"/":2}',
      '{"a\\"":1,"a\\"":2}',
      '{"a":"\\\\","a":1}',
      '{"é":1,"\\u00e9":2}',
    ]
    for (const text of texts) assert.equal(parseTokenJson(text), undefined, text)
  })

  it('refuses names that reach a prototype, at any depth and in any spelling', () => {
    for (const name of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
      for (const text of [`{"${name}":1}`, `{"a":{"${name}":{}}}`, `{"a":[{"${name}":null}]}`])
        assert.equal(parseTokenJson(text), undefined, text)
    }
    assert.deepEqual(parseTokenJson('{"a":"__proto__","proto":1}'), { a: '__proto__', proto: 1 })
  })

  it('refuses what is no JSON object', () => {
    for (const text of [
      '',
      ' ',
      '1',
      '"a"',
      'null',
      '[]',
      '[{}]',
      '{',
      '{}}',
      "{'a':1}",
      '{a:1}',
      '{"a":1,}',
      '\ufeff{}',
      '{"a":NaN}',
      '{"a":01}',
      '{} {}',
    ]) {
      assert.equal(parseTokenJson(text), undefined, text)
    }
  })

  it('refuses more than 32 levels', () => {
    assert.ok(parseTokenJson(nested(32)))
    assert.equal(parseTokenJson(nested(33)), undefined)
    assert.equal(parseTokenJson(`{"a":${'['.repeat(32)}${']'.repeat(32)}}`), undefined)
    assert.equal(parseTokenJson(nested(8000)), undefined)
  })

  it('stays fast on 16 KiB of anything', () => {
    const members = Array.from({ length: 1500 }, (_, index) => `"${index}":1`).join()
    const startedAt = performance.now()
    for (const text of [
      `{${members}}`,
      `{"a":"${'\\"'.repeat(8000)}"}`,
      '"'.repeat(16_384),
      '{'.repeat(16_384),
      `{"${'\\'.repeat(16_380)}`,
    ])
      parseTokenJson(text)
    assert.ok(performance.now() - startedAt < 200)
  })
})

describe('withoutDangerousNames', () => {
  it('drops them at any depth and leaves the rest', () => {
    const value = JSON.parse('{"a":[{"__proto__":{"x":1},"b":1}],"constructor":1,"c":{"prototype":2,"d":null}}')
    assert.deepEqual(withoutDangerousNames(value), { a: [{ b: 1 }], c: { d: null } })
    assert.equal(Object.getPrototypeOf(withoutDangerousNames(value)), Object.prototype)
  })
})
