import assert from 'node:assert/strict'
import { it } from 'node:test'
import { metadataBytes, metadataOf, parseMetadata, rowsOf } from './metadata-text.ts'

it('shows every object as rows and gets the same object back', () => {
  const metadata = {
    text: 'plain',
    number: 5,
    'number as text': '5',
    yes: true,
    'yes as text': 'true',
    list: [1, 'a'],
    none: null,
    empty: '',
  }
  assert.deepEqual(metadataOf(rowsOf(metadata)), metadata)
})

it('takes an object only, and nothing for an empty one', () => {
  assert.deepEqual(parseMetadata(' \n'), {})
  for (const text of ['[]', '1', 'null', '"a"', '{', 'a']) assert.equal(parseMetadata(text), undefined, text)
})

it('counts bytes, not letters', () => {
  assert.equal(metadataBytes({}), 2)
  assert.equal(metadataBytes({ a: 'é' }), '{"a":"é"}'.length + 1)
})

it('leaves out rows without a name', () => {
  assert.deepEqual(
    metadataOf([
      { name: '', value: 'lost' },
      { name: 'a', value: '' },
    ]),
    { a: '' },
  )
})
