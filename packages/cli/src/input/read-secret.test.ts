import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { describe, it } from 'node:test'
import type { Terminal } from '../terminal.ts'
import { readSecret } from './read-secret.ts'

const asked = { argument: undefined, file: undefined, prompt: 'Credential' }

interface Keyboard {
  readonly terminal: Terminal
  readonly type: (text: string) => void
  readonly shown: () => string
  /** Raw mode, as it was switched. */
  readonly modes: boolean[]
}

/** A person at a keyboard. */
function keyboard(): Keyboard {
  const modes: boolean[] = []
  const shown: string[] = []
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => modes.push(on) })
  const stderr = Object.assign(new PassThrough(), { isTTY: true }).on('data', (chunk) => shown.push(String(chunk)))
  const terminal = { stdin, stdout: new PassThrough(), stderr, environment: {}, now: () => 0 }
  return { terminal, type: (text) => void stdin.write(text), shown: () => shown.join(''), modes }
}

describe('a secret typed at a prompt', () => {
  it('is not echoed, and can be corrected', async () => {
    const { terminal, type, shown, modes } = keyboard()
    const secret = readSecret(terminal, asked)
    type('canarx')
    type('\u007fy\r')
    assert.equal(await secret, 'canary')
    assert.equal(shown(), 'Credential: \n')
    assert.deepEqual(modes, [true, false])
  })

  it('is given up with Control-C, and the terminal echoes again', async () => {
    const { terminal, type, modes } = keyboard()
    const secret = readSecret(terminal, asked)
    type('cana\u0003')
    await assert.rejects(secret, { name: 'RefusedError', message: 'Interrupted' })
    assert.deepEqual(modes, [true, false])
  })
})

describe('a secret from standard input', () => {
  const piped = (text: string): Terminal => {
    const stdin = new PassThrough()
    stdin.end(text)
    return { stdin, stdout: new PassThrough(), stderr: new PassThrough(), environment: {}, now: () => 0 }
  }

  it('loses one line break and nothing else', async () => {
    assert.equal(await readSecret(piped('a b \n'), asked), 'a b ')
    assert.equal(await readSecret(piped('a\r\n'), asked), 'a')
    assert.equal(await readSecret(piped('a\n\n'), asked), 'a\n')
    assert.equal(await readSecret(piped('a'), asked), 'a')
  })

  it('must be there, and must not be endless', async () => {
    await assert.rejects(readSecret(piped('\n'), asked), {
      name: 'UsageError',
      message: 'Credential: nothing was given; write it to standard input or name a --file',
    })
    await assert.rejects(readSecret(piped('x'.repeat(65 * 1024)), asked), {
      name: 'UsageError',
      message: /too long for a secret/,
    })
  })

  it('excludes a second source', async () => {
    await assert.rejects(readSecret(piped(''), { ...asked, argument: 'x', file: 'y' }), { name: 'UsageError' })
    await assert.rejects(readSecret(piped(''), { ...asked, file: '/nonexistent/file' }), {
      message: 'Cannot read /nonexistent/file (ENOENT)',
    })
  })
})
