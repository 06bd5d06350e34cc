import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { startTestServer } from '../support/test-server.ts'
import { type FencedBlock, fencedBlocks } from './fenced-blocks.ts'
import { missingPrograms, openPageSession, repositoryFile } from './run-page.ts'

const guides = globSync('docs/**/*.md', { cwd: repositoryFile('.') }).map((path) => path.replaceAll('\\', '/'))
const pages = ['README.md', 'CONTRIBUTING.md', ...guides.filter((path) => !path.startsWith('docs/reference/')).sort()]

const missing = missingPrograms()
const reason = `the pages use ${missing.join(' and ')}, which is not installed here`
assert(missing.length === 0 || process.env['CI'] !== 'true', reason)

/** Pages begin with an empty server of their own, configured as their first block marked `server` says. */
function configOf(blocks: readonly FencedBlock[]): Record<string, unknown> {
  const block = blocks.find(({ attributes }) => attributes.has('server'))
  return block === undefined ? {} : (parse(block.text) as Record<string, unknown>)
}

async function playPage(blocks: readonly FencedBlock[]): Promise<string[]> {
  const server = await startTestServer({
    config: configOf(blocks),
    // As readers have it.
    environment: { LATCHKEY_SERVE_HTTP_ADMISSION_ENABLED: 'true' },
  })
  const session = await openPageSession({
    LATCHKEY_ENDPOINT: server.endpoint,
    METRICS_URL: `http://127.0.0.1:${server.server.operationsPort}`,
    LATCHKEY_PROJECT_API_KEY: server.projectKey,
    // Pages are read on the server's machine, in its folder.
    LATCHKEY_DATA_DIR: join(server.folder, 'data'),
  })
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

// Half of the time they wait.
describe('the pages', { concurrency: 2 }, () => {
  for (const path of pages) {
    it(`${path} shows what happens`, { skip: missing.length > 0 && reason }, async () => {
      const blocks = fencedBlocks(readFileSync(repositoryFile(path), 'utf8'))
      const wrong = blocks.length === 0 ? [] : await playPage(blocks)
      assert.equal(wrong.join('\n\n'), '')
    })
  }
})
