import assert from 'node:assert/strict'
import { it } from 'node:test'
import { etagOf, versionsOfIfMatch } from './etag.ts'

it('accepts the tag it gave, alone or in a list', () => {
  assert.deepEqual(versionsOfIfMatch(etagOf({ version: 12 })), new Set([12]))
  assert.deepEqual(versionsOfIfMatch('"1" , "12"'), new Set([1, 12]))
})

it('accepts any version for a star or no header', () => {
  assert.equal(versionsOfIfMatch('*'), undefined)
  assert.equal(versionsOfIfMatch(undefined), undefined)
})

it('accepts no version for what it never gave', () => {
  for (const foreign of ['', 'W/"1"', '1', '"x"', '"01"', '"-1"', '"1.0"', '"9999999999999999"', "'1'"]) {
    assert.deepEqual(versionsOfIfMatch(foreign), new Set(), foreign)
  }
})
