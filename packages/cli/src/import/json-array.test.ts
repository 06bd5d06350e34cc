import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { splitJsonArray } from './json-array.ts'

const ELEMENT_MAX = 1000

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size)
}

const split = async (text: string, size = 5) => Array.fromAsync(splitJsonArray(inPieces(text, size), ELEMENT_MAX))

describe('splitJsonArray', () => {
  it('cuts at commas of the outermost array only, and counts lines', async () => {
    assert.deepEqual(await split('[\n  {"a": [1, 2]},\n  "x,]\\"[",\n\n 3 ]\n'), [
      { text: '{"a": [1, 2]}', line: 2 },
      { text: '"x,]\\"["', line: 3 },
      { text: '3 ', line: 5 },
    ])
  })

  it('finds nothing in an empty array', async () => {
    for (const text of ['[]', ' [ \n ] ']) assert.deepEqual(await split(text), [])
  })

  const faults = [
    ['', 'line 1: a JSON array was expected'],
    ['{"a": 1}', 'line 1: a JSON array was expected'],
    ['[1', 'line 1: the JSON array is cut off'],
    ['[1,\n"x', 'line 2: the JSON array is cut off'],
    ['[1,,2]', 'line 1: an element is missing before or after a comma'],
    ['[1,]', 'line 1: an element is missing before or after a comma'],
    ['[,1]', 'line 1: an element is missing before or after a comma'],
    ['[1]\nx', 'line 2: text after the end of the JSON array'],
    [`["${'x'.repeat(ELEMENT_MAX)}"]`, 'line 1: an element is too long; is a bracket missing?'],
  ] as const
  for (const [text, message] of faults) {
    it(`refuses ${text.slice(0, 20)}`, async () => {
      await assert.rejects(split(text), { name: 'UsageError', message })
    })
  }

  it('gives back what was written, in any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        async (values, size) => {
          const text = JSON.stringify(values, null, size % 3)
          fc.pre(text.length < ELEMENT_MAX)
          const elements = await split(text, size)
          assert.deepEqual(
            elements.map((element) => JSON.parse(element.text)),
            JSON.parse(text),
          )
        },
      ),
      { numRuns: 200 },
    )
  })
})
