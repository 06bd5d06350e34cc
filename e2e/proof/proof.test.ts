import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { findProgram } from '@latchkey/testkit/servers/server-process'
import type { Bar } from './bar.ts'
import { findBars } from './find-bars.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))

/** Runs a bar in a process of its own, as `npm run proof` does: what one leaves behind must not be measured by the next. */
const prove = (
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number; readonly lines: string }> =>
  new Promise((done) => {
    execFile(process.execPath, [MAIN, ...args], { env: { ...process.env, ...environment } }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : 1, lines: `${stdout}${stderr}` })
    })
  })

/** Where nobody may install what is missing, the bar is left out; never where it is to be relied on. */
function missingFor({ needs = [] }: Bar): string | false {
  try {
    for (const program of needs) findProgram(program)
    return false
  } catch (error) {
    if (process.env['CI'] === 'true') throw error
    return String(error)
  }
}

for (const bar of await findBars()) {
  if (bar.inTests === 'nothing') continue
  describe(`${bar.id}: ${bar.title}`, { skip: missingFor(bar) }, () => {
    it('holds', async () => {
      const { code, lines } = await prove([bar.id], { LATCHKEY_PROOF_PATIENCE: '3' })
      assert.equal(code, 0, lines)
      assert.match(lines, /"pass":true/)
    })

    if (bar.inTests === 'without_control') return

    it('goes red without its defence', async () => {
      const { code, lines } = await prove([bar.id, '--control', '--first'])
      assert.equal(code, 0, lines)
      assert.match(lines, /"control":.*"pass":true/)
    })
  })
}
