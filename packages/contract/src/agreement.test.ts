import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Check } from 'typebox/value'
import { routes } from './routes.ts'
import { compileMessage } from './validate.ts'

const RUNS = Number(process.env['LATCHKEY_FUZZ_RUNS'] ?? 100)

const text = fc.oneof(
  fc.constantFrom('', '1', '60s', 'sha256', 'KEY_VISIBILITY_PUBLIC', 'REVOCATION_REASON_SUPERSEDED'),
  fc.string({ unit: 'binary' }),
)
const scalar = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant('x'.repeat(300)))

/** A body that uses the member names of a schema, so that chance gets past the first rule. */
const bodies = (names: readonly string[]) => {
  const name = fc.constantFrom(...names, 'quota', 'window', 'allowed_cidrs', 'stranger')
  return fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(name, tie('value'), { maxKeys: 8, noNullPrototype: true }),
  }))['object'] as fc.Arbitrary<Record<string, unknown>>
}

describe('what is read', () => {
  for (const { operationId, body, bodyExample } of routes) {
    if (body === undefined) continue
    const reader = compileMessage(body)

    it(`satisfies the documented schema and is read again as itself: ${operationId}`, () => {
      fc.assert(
        fc.property(bodies(Object.keys((body as { properties?: object }).properties ?? {})), (sent) => {
          const reading = reader.parse(sent)
          if (!reading.ok) return
          // TypeBox checks with an implementation of JSON Schema that shares nothing with our reader.
          assert.equal(Check(body, reading.value), true)
          assert.deepEqual(reader.parse(reading.value), reading)
        }),
        { numRuns: RUNS },
      )
    })

    it(`includes the example: ${operationId}`, () => {
      assert.deepEqual(reader.parse(bodyExample ?? {}), { ok: true, value: bodyExample ?? {} })
    })
  }
})
