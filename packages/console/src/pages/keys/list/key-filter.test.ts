import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseListFilter } from '@latchkey/core/key/list-filter'
import { type KeysSearch, keyViews } from '../keys-search.ts'
import { keyFilter } from './key-filter.ts'

const at = '2026-11-22T05:00:00.000Z'
const search = (given: Partial<KeysSearch>): KeysSearch => given as KeysSearch

describe('keyFilter', () => {
  it('is nothing for a list without conditions', () => assert.equal(keyFilter(search({ tab: 'imported' }), at), undefined))

  it('joins everything that the address says, as the server reads it', () =>
    assert.deepEqual(parseListFilter(keyFilter(search({ view: 'expiring', actor: 'user "7"', q: 'ci*' }), at) ?? ''), [
      { field: 'status', equals: 'active' },
      { field: 'expire_time', comparison: '<=', instant: Date.parse('2026-11-29T05:00:00.000Z') },
      { field: 'actor_id', equals: 'user "7"' },
      { field: 'name', startsWith: 'ci*' },
    ]))

  it('says of a key that it never expires, and that it was not used since it was made long ago', () => {
    const longAgo = Date.parse('2026-08-24T05:00:00.000Z')
    assert.deepEqual(parseListFilter(keyFilter(search({ view: 'never-expires' }), at) ?? ''), [
      { field: 'status', equals: 'active' },
      { field: 'expire_time', isSet: false },
    ])
    assert.deepEqual(parseListFilter(keyFilter(search({ view: 'never-used' }), at) ?? ''), [
      { field: 'status', equals: 'active' },
      { field: 'last_used_time', isSet: false },
      { field: 'create_time', comparison: '<', instant: longAgo },
    ])
  })

  for (const view of keyViews)
    for (const status of ['ACTIVE', 'SUSPENDED', 'EXPIRED', 'REVOKED'] as const)
      it(`of the view ${view} with the status ${status} is one that the server reads`, () =>
        assert.ok(parseListFilter(keyFilter(search({ view, status }), at) ?? '').length > 0))
})
