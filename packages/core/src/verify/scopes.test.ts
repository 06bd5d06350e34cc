import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { coversScopes } from './scopes.ts'

describe('coversScopes', () => {
  const cases: readonly (readonly [held: string, required: string, covered: boolean])[] = [
    ['read:orders', 'read:orders', true],
    ['read:orders', 'read:order', false],
    ['read:orders', 'read:orders:eu', false],
    ['read:orders', 'READ:ORDERS', false],
    ['read:*', 'read:orders', true],
    ['read:*', 'read:orders:eu', true],
    ['read:*', 'read', false],
    ['read:*', 'read:', false],
    ['read:*', 'reader:orders', false],
    ['read:*', 'write:read:orders', false],
    ['read:orders:*', 'read:users', false],
    ['*', 'anything', true],
    ['*', '*', true],
    [':*', ':x', true],
    // A star elsewhere is an ordinary character.
    ['re*', 'read', false],
    ['re*', 're*', true],
    ['*:read', 'orders:read', false],
    ['read:*:eu', 'read:orders:eu', false],
    ['read:**', 'read:orders', false],
    ['read*', 'read:orders', false],
    // A wildcard is needed where a wildcard is required.
    ['read:orders', 'read:*', false],
    ['read:*', 'read:*', true],
    ['read:*', 'read:orders:*', true],
    ['read:orders:*', 'read:*', false],
    ['read:*', '*', false],
    ['', '', true],
    ['', 'x', false],
  ]
  for (const [held, required, covered] of cases) {
    it(`"${held}" ${covered ? 'covers' : 'does not cover'} "${required}"`, () =>
      assert.equal(coversScopes([held], [required]), covered))
  }

  it('asks for all that is required', () => {
    assert.equal(coversScopes(['a', 'b:*'], ['a', 'b:c']), true)
    assert.equal(coversScopes(['a', 'b:*'], ['a', 'c']), false)
    assert.equal(coversScopes([], ['a']), false)
    assert.equal(coversScopes([], []), true)
  })

  it('stays quick with the longest lists there can be', () => {
    const held = Array.from({ length: 256 }, (_, index) => `${'a:'.repeat(125)}${index}:*`)
    const required = Array.from({ length: 256 }, (_, index) => `${'a:'.repeat(125)}x${index}`)
    const tryMs = (): number => {
      const startedAt = performance.now()
      assert.equal(coversScopes(held, required), false)
      return performance.now() - startedAt
    }
    // The best of some tries: other work on the machine may interrupt one of them.
    const bestMs = Math.min(...Array.from({ length: 5 }, tryMs))
    assert.ok(bestMs < 50, `${bestMs} ms`)
    assert.equal(coversScopes([...held, '*'], required), true)
  })
})
