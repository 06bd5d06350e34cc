import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isTooLong, type KeyRules, lifeMs, mayLiveForEver } from './expiry.ts'

const DAY = 86_400_000
const rules = (limits: Partial<KeyRules>): KeyRules => ({
  defaultTtlMs: undefined,
  maxTtlMs: undefined,
  hasPublicPrefix: false,
  enforcesRateLimits: false,
  ...limits,
})

it('lets a key that asks for nothing live as the project says', () => {
  assert.equal(lifeMs('default', '', rules({ defaultTtlMs: 2 * DAY, maxTtlMs: 30 * DAY })), 2 * DAY)
  assert.equal(lifeMs('default', '', rules({ maxTtlMs: 30 * DAY })), 30 * DAY)
  assert.equal(lifeMs('none', '', rules({})), Number.POSITIVE_INFINITY)
  assert.equal(lifeMs('default', '', undefined), undefined)
})

it('allows exactly the maximum', () => {
  assert.equal(isTooLong(lifeMs('30d', '', undefined), rules({ maxTtlMs: 30 * DAY })), false)
  assert.equal(isTooLong(lifeMs('30d', '', undefined), rules({ maxTtlMs: 30 * DAY - 1 })), true)
  assert.equal(isTooLong(lifeMs('custom', ' 1y6mo ', undefined), rules({})), false)
  assert.equal(lifeMs('custom', 'soon', undefined), undefined)
})

it('knows when no expiry is possible', () => {
  assert.equal(mayLiveForEver(rules({})), true)
  assert.equal(mayLiveForEver(rules({ defaultTtlMs: DAY })), false)
  assert.equal(mayLiveForEver(undefined), false)
})
