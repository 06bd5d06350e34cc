import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fuzzRuns } from '../../vectors/sample-token.ts'
import { equalInConstantTime } from './constant-time.ts'

describe('equalInConstantTime', () => {
  it('agrees with equality of texts, and of bytes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        assert.equal(equalInConstantTime(a, b), a === b)
        assert.equal(equalInConstantTime(a, a), true)
        assert.equal(equalInConstantTime(Buffer.from(a), b), a === b)
        assert.equal(equalInConstantTime(Buffer.from(a), Buffer.from(b)), a === b)
      }),
      { numRuns: fuzzRuns(1000) },
    )
  })

  it('sees one changed character, one missing and one more', () => {
    assert.equal(equalInConstantTime('secret', 'secreT'), false)
    assert.equal(equalInConstantTime('Secret', 'secret'), false)
    assert.equal(equalInConstantTime('secret', 'secre'), false)
    assert.equal(equalInConstantTime('secret', 'secret '), false)
    assert.equal(equalInConstantTime('', 'x'), false)
    assert.equal(equalInConstantTime('', ''), true)
  })

  it('tells texts apart that UTF-8 would fold together', () => {
    assert.equal(equalInConstantTime('a\ud800', 'a\udfff'), false)
    assert.equal(equalInConstantTime('a\ud800', 'a\ufffd'), false)
    assert.equal(equalInConstantTime('a\ud800', Buffer.from('a\ufffd')), false)
  })
})
