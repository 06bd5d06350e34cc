import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { DomainError } from '../errors/domain-error.ts'
import type { KeyCondition } from '../ports/key-condition.ts'
import { parseListFilter } from './list-filter.ts'

const newYear = Date.UTC(2026, 0, 1)

function errorOf(filter: string): DomainError {
  try {
    parseListFilter(filter)
  } catch (error) {
    assert.ok(error instanceof DomainError)
    return error
  }
  return assert.fail(`accepted: ${filter}`)
}

describe('parseListFilter', () => {
  const accepted: readonly (readonly [string, readonly object[]])[] = [
    ['', []],
    [' \t\r\n ', []],
    ['actor_id="user_1"', [{ field: 'actor_id', equals: 'user_1' }]],
    ['actor_id = user_1', [{ field: 'actor_id', equals: 'user_1' }]],
    ["actor_id='user_1'", [{ field: 'actor_id', equals: 'user_1' }]],
    ['actor_id=""', [{ field: 'actor_id', equals: '' }]],
    ['actor_id="a*"', [{ field: 'actor_id', equals: 'a*' }]],
    ['actor_id="x AND status=ACTIVE"', [{ field: 'actor_id', equals: 'x AND status=ACTIVE' }]],
    [String.raw`actor_id="a\"b\\c\'d\*e"`, [{ field: 'actor_id', equals: `a"b\\c'd*e` }]],
    [`actor_id="it's"`, [{ field: 'actor_id', equals: "it's" }]],
    ['actor_id=spiffe://acme/ns/ci', [{ field: 'actor_id', equals: 'spiffe://acme/ns/ci' }]],
    ['actor_id="\'; DROP TABLE issued_api_keys; --"', [{ field: 'actor_id', equals: "'; DROP TABLE issued_api_keys; --" }]],
    ['actor_id="ключ 🔑"', [{ field: 'actor_id', equals: 'ключ 🔑' }]],
    ['status=ACTIVE', [{ field: 'status', equals: 'active' }]],
    ['status = KEY_STATUS_REVOKED', [{ field: 'status', equals: 'revoked' }]],
    ['status="EXPIRED"', [{ field: 'status', equals: 'expired' }]],
    ['status="KEY_STATUS_SUSPENDED"', [{ field: 'status', equals: 'suspended' }]],
    ['name = "ci-*"', [{ field: 'name', equals: 'ci-*' }]],
    ['name:"ci-*"', [{ field: 'name', startsWith: 'ci-' }]],
    ['name : ci-*', [{ field: 'name', startsWith: 'ci-' }]],
    ['name:"ci"', [{ field: 'name', equals: 'ci' }]],
    ['name:"*"', [{ field: 'name', startsWith: '' }]],
    [String.raw`name:"50\*"`, [{ field: 'name', equals: '50*' }]],
    [String.raw`name:"\**"`, [{ field: 'name', startsWith: '*' }]],
    ['name:"100%_*"', [{ field: 'name', startsWith: '100%_' }]],
    ['expire_time<"2026-01-01T00:00:00Z"', [{ field: 'expire_time', comparison: '<', instant: newYear }]],
    ['expire_time <= 2026-01-01T00:00:00Z', [{ field: 'expire_time', comparison: '<=', instant: newYear }]],
    ['create_time = "2026-01-01T00:00:00.001Z"', [{ field: 'create_time', comparison: '=', instant: newYear + 1 }]],
    ['create_time >= "2026-01-01T01:30:00+01:30"', [{ field: 'create_time', comparison: '>=', instant: newYear }]],
    ['last_used_time>"2025-12-31t23:00:00.5-01:00"', [{ field: 'last_used_time', comparison: '>', instant: newYear + 500 }]],
    ['create_time > "2026-01-01T00:00:00.123456789Z"', [{ field: 'create_time', comparison: '>', instant: newYear + 123 }]],
    ['create_time > "2024-02-29T00:00:00Z"', [{ field: 'create_time', comparison: '>', instant: Date.UTC(2024, 1, 29) }]],
    ['expire_time:*', [{ field: 'expire_time', isSet: true }]],
    ['last_used_time : "*"', [{ field: 'last_used_time', isSet: true }]],
    ['NOT expire_time:*', [{ field: 'expire_time', isSet: false }]],
    ['NOT\t last_used_time:*', [{ field: 'last_used_time', isSet: false }]],
    ['-last_used_time:*', [{ field: 'last_used_time', isSet: false }]],
    [
      'status=ACTIVE AND NOT expire_time:* AND -last_used_time:*',
      [
        { field: 'status', equals: 'active' },
        { field: 'expire_time', isSet: false },
        { field: 'last_used_time', isSet: false },
      ],
    ],
    [
      ' actor_id="a"  AND\tstatus=ACTIVE AND name:"x*" ',
      [
        { field: 'actor_id', equals: 'a' },
        { field: 'status', equals: 'active' },
        { field: 'name', startsWith: 'x' },
      ],
    ],
  ]
  for (const [filter, conditions] of accepted) {
    it(`reads ${JSON.stringify(filter)}`, () => assert.deepEqual(parseListFilter(filter), conditions))
  }

  const refused: readonly (readonly [filter: string, position: number])[] = [
    ['secret="x"', 0],
    ['id="x"', 0],
    ['__proto__="x"', 0],
    ['constructor=x', 0],
    ['actorId="x"', 0],
    ['ACTOR_ID="x"', 0],
    ['"actor_id"="x"', 0],
    ['actor_id.x="y"', 8],
    ['NOT status=ACTIVE', 0],
    ['-status=ACTIVE', 0],
    ['(status=ACTIVE)', 0],
    ['status=ACTIVE OR status=REVOKED', 14],
    ['status=ACTIVE and name="x"', 14],
    ['status=ACTIVE status=REVOKED', 14],
    ['status=ACTIVE,name="x"', 13],
    ['status=(ACTIVE OR REVOKED)', 7],
    ['AND status=ACTIVE', 0],
    ['status=ACTIVE AND', 17],
    ['status=ACTIVE AND ', 18],
    ['status=ACTIVE AND AND name="x"', 18],
    ['status=ACTIVE ANDname="x"', 14],
    ['status=ACTIVE AND NOT name="x"', 18],
    ['status', 6],
    ['status ', 7],
    ['status=', 7],
    ['status ACTIVE', 7],
    ['status==ACTIVE', 7],
    ['status!=ACTIVE', 6],
    ['status>ACTIVE', 6],
    ['status:ACTIVE', 6],
    ['status=active', 7],
    ['status=KEY_STATUS_', 7],
    ['status=UNSPECIFIED', 7],
    ['status=__proto__', 7],
    ['status=KEY_STATUS_KEY_STATUS_ACTIVE', 7],
    ['actor_id:"x"', 8],
    ['actor_id<"x"', 8],
    ['actor_id!="x"', 8],
    ['actor_id="x', 9],
    ['actor_id=\'x"', 9],
    ['actor_id="x"y', 12],
    ['actor_id="x""y"', 12],
    [String.raw`actor_id="\n"`, 11],
    ['actor_id="\\', 11],
    ['actor_id="a\u0000"', 11],
    ['actor_id="a\nb"', 11],
    ['actor_id=a\u0000', 10],
    ['actor_id=a(b)', 10],
    [String.raw`actor_id=a\b`, 10],
    ['name<"x"', 4],
    ['name!="x"', 4],
    ['name:"*x"', 5],
    ['name:"a*b"', 5],
    ['name:"a**"', 5],
    ['name:a*b', 5],
    ['expire_time:"2026-01-01T00:00:00Z"', 12],
    ['create_time:*', 11],
    ['NOT create_time:*', 0],
    ['NOT', 0],
    ['NOT ', 4],
    ['NOTexpire_time:*', 0],
    ['NOT NOT expire_time:*', 4],
    ['--expire_time:*', 1],
    ['- expire_time:*', 1],
    ['NOT expire_time<"2026-01-01T00:00:00Z"', 0],
    ['status=ACTIVE AND -last_used_time="2026-01-01T00:00:00Z"', 18],
    ['status=ACTIVE NOT expire_time:*', 14],
    ['expire_time=*', 12],
    ['expire_time:**', 12],
    ['expire_time:x*', 12],
    ['expire_time:', 12],
    [String.raw`expire_time:"\*"`, 12],
    ['expire_time!="2026-01-01T00:00:00Z"', 11],
    ['expire_time<now', 12],
    ['expire_time<""', 12],
    ['expire_time<1767225600', 12],
    ['expire_time<"2026-01-01"', 12],
    ['expire_time<"2026-01-01T00:00:00"', 12],
    ['expire_time<"2026-01-01 00:00:00Z"', 12],
    ['expire_time<"2026-02-30T00:00:00Z"', 12],
    ['expire_time<"2025-02-29T00:00:00Z"', 12],
    ['expire_time<"2026-13-01T00:00:00Z"', 12],
    ['expire_time<"2026-01-01T24:00:00Z"', 12],
    ['expire_time<"2026-01-01T23:59:60Z"', 12],
    ['expire_time<"2026-01-01T00:00:00.Z"', 12],
    ['expire_time<"2026-01-01T00:00:00.1234567890Z"', 12],
    ['expire_time<"2026-01-01T00:00:00+24:00"', 12],
    ['expire_time<"+002026-01-01T00:00:00Z"', 12],
    ['expire_time<"2026-01-01T00:00:00Z"x', 34],
    ['actor_id="\ud800"', 0],
    ['\u00a0status=ACTIVE', 0],
  ]
  for (const [filter, position] of refused) {
    it(`refuses ${JSON.stringify(filter)} at ${position}`, () => {
      const error = errorOf(filter)
      assert.equal(error.code, 'bad_request')
      assert.deepEqual(error.metadata, { field: 'filter', position: String(position) })
      assert.match(error.reason ?? '', new RegExp(`^filter: at position ${position}: `))
    })
  }

  it('repeats nothing of what was sent', () => {
    for (const filter of [
      'canary="x"',
      'status=canary',
      'name:"canary*canary"',
      'expire_time<"canary"',
      'actor_id="canary',
      'status=ACTIVE canary',
    ]) {
      const error = errorOf(filter)
      assert.doesNotMatch(`${error.message} ${error.reason} ${JSON.stringify(error.metadata)}`, /canary/)
    }
  })

  it('takes 16 terms and 2,048 bytes, and no more', () => {
    const terms = (count: number) => new Array(count).fill('status=ACTIVE').join(' AND ')
    assert.equal(parseListFilter(terms(16)).length, 16)
    assert.match(errorOf(terms(17)).reason ?? '', /more than 16 terms/)
    const longest = `actor_id="${'x'.repeat(2048 - 11)}"`
    assert.equal(parseListFilter(longest).length, 1)
    assert.match(errorOf(`${longest} `).reason ?? '', /longer than 2048 bytes/)
    assert.match(errorOf(`actor_id="${'ж'.repeat(1024)}"`).reason ?? '', /longer than 2048 bytes/)
  })

  it('is done with 100 KB of hostile text within 10 ms, and with the longest allowed ones too', () => {
    const hostile = ['(', '"', '\\', ' ', 'AND ', 'a=', '*', 'status=ACTIVE AND ', 'name:"\\*', '\ud83d\udd11']
    const texts = hostile.flatMap((piece) => [
      piece.repeat(100_000 / piece.length),
      `name:"${piece.repeat(Math.floor(2000 / piece.length))}`,
    ])
    const tryMs = (text: string): number => {
      const startedAt = performance.now()
      try {
        parseListFilter(text)
      } catch (error) {
        assert.ok(error instanceof DomainError)
      }
      return performance.now() - startedAt
    }
    for (const text of texts) {
      // The best of some tries: other work on the machine may interrupt one of them.
      const bestMs = Math.min(...Array.from({ length: 5 }, () => tryMs(text)))
      assert.ok(bestMs < 10, `${bestMs} ms`)
    }
  })

  it('reads any quoted text back as it was', () => {
    const printable = fc
      .string({ unit: 'grapheme', maxLength: 40 })
      .filter((text) => !/\p{Cc}/u.test(text) && text.isWellFormed())
    fc.assert(
      fc.property(printable, (text) => {
        const quoted = `"${text.replace(/["\\]/g, '\\$&')}"`
        assert.deepEqual(parseListFilter(`actor_id=${quoted}`), [{ field: 'actor_id', equals: text }])
        const escaped = `"${text.replace(/["\\*]/g, '\\$&')}*"`
        assert.deepEqual(parseListFilter(`name:${escaped}`), [{ field: 'name', startsWith: text }])
      }),
    )
  })

  it('either refuses with a position or answers with the closed set of conditions', () => {
    const shapes = new Set([
      'actor_id,equals',
      'status,equals',
      'name,equals',
      'name,startsWith',
      'expire_time,comparison,instant',
      'last_used_time,comparison,instant',
      'create_time,comparison,instant',
      'expire_time,isSet',
      'last_used_time,isSet',
    ])
    const shapeOf = (condition: KeyCondition) => [condition.field, ...Object.keys(condition).slice(1)].join()
    const piece = fc.constantFrom(
      'actor_id',
      'status',
      'name',
      'create_time',
      'expire_time',
      ':*',
      '-',
      '=',
      ':',
      '<',
      '>=',
      ' ',
      ' AND ',
      '"x"',
      'x*',
      'ACTIVE',
      '2026-01-01T00:00:00Z',
      '(',
      'NOT',
      '\\',
      '"',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    )
    const numRuns = Number(process.env['LATCHKEY_FUZZ_RUNS'] ?? 2000)
    fc.assert(
      fc.property(text, (candidate) => {
        try {
          for (const condition of parseListFilter(candidate)) assert.ok(shapes.has(shapeOf(condition)))
        } catch (error) {
          assert.ok(error instanceof DomainError)
          assert.ok(Number(error.metadata['position']) <= candidate.length)
        }
      }),
      { numRuns },
    )
  })
})
