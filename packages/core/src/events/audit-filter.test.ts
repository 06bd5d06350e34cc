import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '../errors/domain-error.ts'
import { auditEventNames } from './audit-event-names.ts'
import { parseAuditFilter } from './audit-filter.ts'

const noon = Date.UTC(2026, 0, 31, 12)

const understood: readonly (readonly [filter: string, conditions: readonly unknown[]])[] = [
  ['', []],
  ['  ', []],
  ['actor="a b"', [{ field: 'actor', equals: 'a b' }]],
  [`actor = 'x\\'"; --'`, [{ field: 'actor', equals: `x'"; --` }]],
  ['target=k*', [{ field: 'target', equals: 'k*' }]],
  ['actor_kind=account', [{ field: 'actor_kind', equals: 'account' }]],
  ['target_kind=issued_api_key', [{ field: 'target_kind', equals: 'issued_api_key' }]],
  ['event=api_key.revoked', [{ field: 'event', anyOf: ['api_key.revoked'] }]],
  ['event:"api_key.revoked"', [{ field: 'event', anyOf: ['api_key.revoked'] }]],
  ['event:"access_key.*"', [{ field: 'event', anyOf: ['access_key.created', 'access_key.deleted'] }]],
  ['event:*', [{ field: 'event', anyOf: auditEventNames }]],
  ['time>="2026-01-31T12:00:00Z"', [{ field: 'time', comparison: '>=', instant: noon }]],
  [
    'time>"2026-01-31T12:00:00Z" AND time<"2026-01-31T13:00:00+01:00" AND actor=x',
    [
      { field: 'time', comparison: '>', instant: noon },
      { field: 'time', comparison: '<', instant: noon },
      { field: 'actor', equals: 'x' },
    ],
  ],
]

const refused: readonly (readonly [filter: string, position: number])[] = [
  ['name=x', 0],
  ['actor', 5],
  ['actor=', 6],
  ['actor:x', 5],
  ['actor!=x', 5],
  ['actor=x OR target=y', 8],
  ['actor=x AND', 11],
  ['actor_kind=robot', 11],
  ['target_kind=constructor', 12],
  ['event=api_key.stolen', 6],
  ['event="api_key.*"', 6],
  ['event:"api_*_key"', 6],
  ['event:"nothing.*"', 6],
  ['event>api_key.revoked', 5],
  ['time:"2026-01-31T12:00:00Z"', 4],
  ['time>yesterday', 5],
]

describe('parseAuditFilter', () => {
  for (const [filter, conditions] of understood) {
    it(`understands ${JSON.stringify(filter)}`, () => assert.deepEqual(parseAuditFilter(filter), conditions))
  }

  for (const [filter, position] of refused) {
    it(`refuses ${JSON.stringify(filter)} at ${position}`, () => {
      assert.throws(
        () => parseAuditFilter(filter),
        (error: unknown) =>
          error instanceof DomainError &&
          error.code === 'bad_request' &&
          error.metadata['field'] === 'filter' &&
          error.metadata['position'] === String(position),
      )
    })
  }
})
