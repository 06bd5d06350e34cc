import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { evaluateJsonPath, parseJsonPath } from './json-path.ts'
import { evaluateJsonPointer, parseJsonPointer } from './json-pointer.ts'
import { parseOutputFormat } from './output-format.ts'
import { printable, renderTable } from './table.ts'

const document = {
  secret: 's',
  'a b': 1,
  nothing: null,
  keys: [
    { id: 'k1', tags: ['x', 'y'] },
    { id: 'k2', tags: [] },
  ],
  deep: { id: 'k3' },
  "it's": 2,
  '/~': 3,
}

describe('a JSONPath', () => {
  const cases = [
    ['$', [document]],
    ['$.secret', ['s']],
    ['secret', ['s']],
    ['.secret', ['s']],
    ["$['a b']", [1]],
    ['$["secret"]', ['s']],
    ["$['it\\'s']", [2]],
    ['$.nothing', [null]],
    ['$.keys[0].id', ['k1']],
    ['$.keys[-1].id', ['k2']],
    ['$.keys[*].id', ['k1', 'k2']],
    ['$.keys.*.id', ['k1', 'k2']],
    ['$.keys[*].tags[*]', ['x', 'y']],
    ['$..id', ['k1', 'k2', 'k3']],
    ['$.keys..id', ['k1', 'k2']],
    ['$.missing', []],
    ['$.secret.length', []],
    ['$.keys[7]', []],
    ['$.constructor', []],
    ['$.__proto__', []],
  ] as const
  for (const [path, expected] of cases) {
    it(`${path} selects ${expected.length}`, () => assert.deepEqual(evaluateJsonPath(parseJsonPath(path), document), expected))
  }

  for (const path of [
    '$.',
    '$..',
    '$a',
    '$.keys[',
    '$.keys[x]',
    '$.keys.[0]',
    '$.keys[0]id',
    'a b',
    '$.keys[1:2]',
    '$[?(@.id)]',
  ]) {
    it(`cannot be ${path}`, () =>
      assert.throws(() => parseJsonPath(path), { name: 'UsageError', message: /cannot read character \d+ of/ }))
  }
})

describe('a JSON Pointer', () => {
  const cases = [
    ['', document],
    ['/secret', 's'],
    ['/keys/1/id', 'k2'],
    ['/a b', 1],
    ['/~1~0', 3],
    ['/nothing', null],
    ['/keys/01', undefined],
    ['/keys/-', undefined],
    ['/keys/length', undefined],
    ['/missing/x', undefined],
    ['/__proto__', undefined],
  ] as const
  for (const [pointer, expected] of cases) {
    it(`${JSON.stringify(pointer)} points to ${JSON.stringify(expected)?.slice(0, 20)}`, () => {
      assert.deepEqual(evaluateJsonPointer(parseJsonPointer(pointer), document), expected)
    })
  }

  for (const pointer of ['secret', '/a~2', '/a~']) {
    it(`cannot be ${pointer}`, () => assert.throws(() => parseJsonPointer(pointer), { name: 'UsageError' }))
  }
})

describe('an output format', () => {
  for (const text of ['', 'xml', 'JSON', 'jsonpath', 'jsonpointer', 'json=x']) {
    it(`cannot be ${JSON.stringify(text)}`, () => assert.throws(() => parseOutputFormat(text), { name: 'UsageError' }))
  }
})

describe('a table', () => {
  it('lines columns up and cuts long cells', () => {
    const text = renderTable(
      {
        columns: ['Id', 'Name'],
        rows: [
          ['k1', 'x'],
          ['k10', 'y'.repeat(80)],
        ],
      },
      false,
    )
    assert.equal(text, `ID   NAME\nk1   x\nk10  ${'y'.repeat(63)}…\n`)
  })

  it('shows the id of an imported key in full', () => {
    assert.match(renderTable({ columns: ['Id'], rows: [['a'.repeat(64)]] }, false), /a{64}\n$/)
  })
})

describe('text from elsewhere', () => {
  it('cannot steer a terminal', () => {
    for (const hostile of ['\u001b[31m', '\u009b31m', '\r', '\n', '\u202e', '\u2066', '\u2028', '\u200b', '\u0007']) {
      assert.match(printable(hostile), /^\\u\{[0-9a-f]+\}/)
    }
    assert.equal(printable('Grüße 世界 🙂'), 'Grüße 世界 🙂')
  })
})
