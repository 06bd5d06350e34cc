import assert from 'node:assert/strict'
import { it } from 'node:test'
import { refusalsOf } from './key-trial.ts'

const end = Date.parse('2027-03-03T00:00:00Z')
const powers = { scopes: ['read:*'], cidrs: ['10.0.0.0/8'], endsAt: end }
const nothing = { scope: '', address: '', at: undefined }
const countOf = (trial: object, of: object = {}): number | undefined =>
  refusalsOf({ ...powers, ...of }, { ...nothing, ...trial })?.length

it('says nothing while nothing, or no whole address, is asked', () => {
  assert.equal(countOf({}), undefined)
  assert.equal(countOf({ address: '10.0.' }), undefined)
})

it('allows what scopes, ranges and life allow', () => {
  assert.equal(countOf({ scope: 'read:orders', address: '10.1.2.3', at: new Date(end - 1).toISOString() }), 0)
  assert.equal(countOf({ address: '192.0.2.1' }, { cidrs: [] }), 0)
  assert.equal(countOf({ at: '9999-01-01T00:00:00Z' }, { endsAt: Number.POSITIVE_INFINITY }), 0)
})

it('gives each reason for a refusal, the end itself being too late', () => {
  assert.equal(countOf({ scope: 'write:orders', address: '192.0.2.1', at: new Date(end).toISOString() }), 3)
})
