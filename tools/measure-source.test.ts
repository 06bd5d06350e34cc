import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { findExcesses } from './measure-source.ts'

const budgets = { fileLines: 20, functionLines: 4, parameters: 2, nesting: 2 }
const messages = (text: string) => findExcesses('x.ts', text, budgets).map(({ line, message }) => `${line}: ${message}`)

describe('findExcesses', () => {
  it('counts lines without the final line break', () => {
    assert.deepEqual(messages('\n'.repeat(20)), [])
    assert.deepEqual(messages('\n'.repeat(21)), ['1: file has 21 lines, budget 20'])
    assert.deepEqual(messages(`${'\n'.repeat(20)}x`), ['1: file has 21 lines, budget 20'])
  })

  it('counts a function from its signature to its brace', () => {
    assert.deepEqual(messages('function f() {\n\n\n}'), [])
    assert.deepEqual(messages('\nfunction f() {\n\n\n\n}'), ['2: function f has 5 lines, budget 4'])
    assert.deepEqual(messages('const g = () => {\n\n\n\n}'), ['1: function g has 5 lines, budget 4'])
    assert.deepEqual(messages('class A { m() {\n\n\n\n} }'), ['1: function m has 5 lines, budget 4'])
  })

  it('counts parameters, but not those of a bare signature', () => {
    assert.deepEqual(messages('function f(a, b) {}'), [])
    assert.deepEqual(messages('function f(this: X, a, b) {}'), [])
    assert.deepEqual(messages('function f(a, b, c) {}'), ['1: function f has 3 parameters, budget 2'])
    assert.deepEqual(messages('interface I { f(a: A, b: B, c: C): void }'), [])
  })

  it('counts nested statements, not else-if chains and not inner functions', () => {
    assert.deepEqual(messages('function f() { if (a) { for (;;) {} } }'), [])
    assert.deepEqual(messages('function f() { if (a) {} else if (b) {} else if (c) { try {} finally {} } }'), [])
    assert.deepEqual(messages('function f() { if (a) { for (;;) { const g = () => { if (b) {} } } } }'), [])
    assert.deepEqual(messages('function f() { if (a) { for (;;) { while (b) {} } } }'), [
      '1: function f has 3 levels of nesting, budget 2',
    ])
  })
})
