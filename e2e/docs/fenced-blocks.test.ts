import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fencedBlocks } from './fenced-blocks.ts'

describe('fencedBlocks', () => {
  it('reads language, attributes, text and place', () => {
    const page = '# Page\n\ntext\n\n## Part\n\n```sh exit=1 title=a=b output\none\n\ntwo\n```\n\n```\n```\n'
    const [first, second, ...more] = fencedBlocks(page)
    assert.deepEqual(first, {
      language: 'sh',
      attributes: new Map([
        ['exit', '1'],
        ['title', 'a=b'],
        ['output', ''],
      ]),
      text: 'one\n\ntwo',
      line: 7,
      heading: 'Part',
    })
    assert.deepEqual([second?.language, second?.text, more], ['', '', []])
  })

  it('refuses a block that is never closed', () => {
    assert.throws(() => fencedBlocks('```sh\nls\n'), /line 1/)
  })
})
