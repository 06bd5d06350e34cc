import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { joinMemory, shareMemory } from './shared-memory.ts'
import { systemClock } from './system-clock.ts'

const CHILD = fileURLToPath(import.meta.resolve('@latchkey/testkit/threads/write-lines.child'))

describe('memory that threads share', () => {
  it('keeps the lines whole that several of them write to one pipe', async () => {
    const child = spawn(process.execPath, [CHILD, '3', '12'], { stdio: ['ignore', 'ignore', 'pipe'] })
    let written = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      written += text
    })
    await once(child, 'close')
    const lines = written.split('\n').slice(0, -1)
    assert.equal(lines.length, 36)
    assert.deepEqual(
      lines.filter((line) => line !== (line[0] ?? '').repeat(100_000)).map((line) => line.length),
      [],
    )
  })

  it('counts failed attempts for all of them, and takes none of those it refuses', async () => {
    const memory = shareMemory()
    const [one, other] = [1, 2].map((owner) => joinMemory(memory, { owner, clock: systemClock }).limits.attempts)
    for (let attempt = 0; attempt < 5; attempt++) for (const attempts of [one, other]) await attempts?.take(['ip a', 'account b'])
    for (const attempts of [one, other])
      await assert.rejects(async () => attempts?.take(['ip c', 'account b']), { code: 'too_many_requests' })
    for (let attempt = 0; attempt < 10; attempt++) await one?.take(['ip c'])
    await other?.giveBack(['ip a', 'account b'])
    await one?.take(['ip a', 'account b'])
    await assert.rejects(async () => one?.take(['ip a']), { code: 'too_many_requests' })
  })
})
