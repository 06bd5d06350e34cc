import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fencedBlocks } from './fenced-blocks.ts'
import { missingPrograms, openPageSession } from './run-page.ts'

/** What is wrong with the last block of a page. */
async function complaintAbout(page: string): Promise<string | undefined> {
  const session = await openPageSession({ GREETING: 'hello' })
  try {
    let complaint: string | undefined
    for (const block of fencedBlocks(page)) {
      complaint = await session.play(block).then(
        () => undefined,
        (error: Error) => error.message,
      )
    }
    return complaint
  } finally {
    await session.close()
  }
}

const block = (info: string, text: string) => `\`\`\`${info}\n${text}\n\`\`\`\n`

describe('a page session', { skip: missingPrograms().includes('bash') }, () => {
  it('keeps variables and files from block to block, for shell and TypeScript', async () => {
    const page =
      block('sh', 'X=1; echo "$GREETING $X" > said') + block('ts', 'console.log(process.env.X)') + block('text output', '1')
    assert.equal(await complaintAbout(page), undefined)
    assert.equal(await complaintAbout(page + block('sh', 'cat said') + block('text output', 'hello 1')), undefined)
  })

  it('puts files where the blocks find them', async () => {
    assert.equal(
      await complaintAbout(block('json file=a.json', '{"a": 1}') + block('sh', 'cat a.json') + block('json output', '{"a": 1}')),
      undefined,
    )
  })

  it('complains of a command that fails, or that does not fail as announced', async () => {
    assert.match((await complaintAbout(block('sh', 'echo why; false; true'))) ?? '', /exit code 1, expected 0\nwhy/)
    assert.match((await complaintAbout(block('sh', 'echo "$UNSET_VARIABLE"'))) ?? '', /exit code 1/)
    assert.match((await complaintAbout(block('sh exit=3', 'true'))) ?? '', /exit code 0, expected 3/)
    assert.equal(await complaintAbout(block('sh exit=3', 'exit 3')), undefined)
  })

  it('complains of an output that is other than shown', async () => {
    assert.match(
      (await complaintAbout(block('sh', 'echo \'{"a": 1}\'') + block('json output', '{"a": 2}'))) ?? '',
      /the page shows 2, it is 1/,
    )
    assert.match((await complaintAbout(block('sh', 'echo no') + block('json output', '{}'))) ?? '', /expected JSON/)
    assert.match((await complaintAbout(block('sh', 'echo no') + block('text output', 'yes'))) ?? '', /no line reads like "yes"/)
    assert.match((await complaintAbout(block('json output', '{}'))) ?? '', /without anything/)
  })

  it('complains of what nobody would check', async () => {
    for (const page of [
      block('python', 'x'),
      block('', 'x'),
      block('text', 'x'),
      block('yaml', 'a: b'),
      block('console', 'ls'),
      block('json', '{'),
    ]) {
      assert.notEqual(await complaintAbout(page), undefined, page)
    }
  })
})
