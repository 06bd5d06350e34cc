import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const suite = fileURLToPath(new URL('main.ts', import.meta.url))

it('measures a budget from end to end', { skip: process.platform !== 'linux' && 'counts CPU time as Linux does' }, async () => {
  // It exits with 1 when the figure is missed, which says nothing on a busy machine in one round of a second.
  const { stdout } = await promisify(execFile)(process.execPath, [suite, '--quick', '--only', 'p1']).catch((failed) => failed)
  assert.match(stdout, /^P1 +verify, issued key, warm cache .* ÷ bare +[0-9.]+ ×/m)
  assert.match(stdout, /latchkey: CPU per request +[0-9.]+ µs/)
})
