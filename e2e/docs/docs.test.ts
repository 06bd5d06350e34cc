import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { startTestServer } from '../support/test-server.ts'
import { type FencedBlock, fencedBlocks } from './fenced-blocks.ts'
import { missingPrograms, openPageSession, repositoryFile } from './run-page.ts'

const guides = globSync('docs/**/*.md', { cwd: repositoryFile('.') }).map((path) => path.replaceAll('\\', '/'))
const pages = ['README.md', 'CONTRIBUTING.md', ...guides.filter((path) => !path.startsWith('docs/reference/')).sort()]

const missing = missingPrograms()
const reason = `the pages use ${missing.join(' and ')}, which is not installed here`
assert(missing.length === 0 || process.env['CI'] !== 'true', reason)

/** Pages begin with an empty server of their own, which a page may configure: `<!-- server: {…} -->`. */
const configOf = (markdown: string): Record<string, unknown> =>
  JSON.parse(/<!-- server: (.*) -->/.exec(markdown)?.[1] ?? '{}') as Record<string, unknown>

async function playPage(markdown: string, blocks: readonly FencedBlock[]): Promise<string[]> {
  const server = await startTestServer({ config: configOf(markdown) })
  const session = await openPageSession({ LATCHKEY_ENDPOINT: server.endpoint, LATCHKEY_PROJECT_API_KEY: server.projectKey })
  const wrong: string[] = []
  try {
    for (const block of blocks) {
      await session.play(block).catch((error: Error) => wrong.push(`line ${block.line} (${block.heading}): ${error.message}`))
    }
    return wrong
  } finally {
    await session.close()
    await server.stop()
  }
}

describe('the pages', () => {
  for (const path of pages) {
    it(`${path} shows what happens`, { skip: missing.length > 0 && reason }, async () => {
      const markdown = readFileSync(repositoryFile(path), 'utf8')
      const blocks = fencedBlocks(markdown)
      const wrong = blocks.length === 0 ? [] : await playPage(markdown, blocks)
      assert.equal(wrong.join('\n\n'), '')
    })
  }
})
