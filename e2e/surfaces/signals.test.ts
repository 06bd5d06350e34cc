import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'

const PROGRAM = resolve(import.meta.dirname, '../../packages/cli/src/main.ts')
const START_LIMIT_MS = 30_000

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-signal-'))
})
const children = new Set<ChildProcess>()
after(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

interface Serving {
  readonly child: ChildProcess
  readonly ended: Promise<readonly unknown[]>
  readonly output: () => string
  readonly port: number
}

async function serve(...args: string[]): Promise<Serving> {
  const child = spawn(process.execPath, [PROGRAM, 'serve', ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      LATCHKEY_DATA_DIR: join(folder, 'data'),
      LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
      LATCHKEY_SERVE_HTTP_PORT: '0',
      LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
      LATCHKEY_SERVE_METRICS_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8')
    })
  const ended = once(child, 'exit')
  const address = () => /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]
  for (const deadline = Date.now() + START_LIMIT_MS; address() === undefined; await delay(20)) {
    assert.ok(Date.now() < deadline && child.exitCode === null, output)
  }
  return { child, ended, output: () => output, port: Number(address()) }
}

/** The status of an answer, or the code of the failure to get one. */
const ready = (port: number, agent: Agent): Promise<number | string> =>
  new Promise((done) => {
    get({ port, host: '127.0.0.1', path: '/health/ready', agent }, (response) => {
      response.resume().on('end', () => done(response.statusCode ?? 0))
    }).on('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'failed'))
  })

describe('a signal', () => {
  it('ends the server in good order: not ready, then closed, then gone with 0; a second one changes nothing', async () => {
    const { child, ended, port } = await serve()
    const agent = new Agent({ keepAlive: true })
    assert.equal(await ready(port, agent), 200)
    child.kill('SIGTERM')
    const seen: (number | string)[] = []
    while (seen.at(-1) !== 'ECONNREFUSED' && seen.length < 1000) {
      seen.push(await ready(port, agent))
      if (seen.length === 3) child.kill('SIGTERM')
      await delay(5)
    }
    agent.destroy()
    assert.deepEqual(
      [...new Set(seen)].filter((one) => one !== 200),
      [503, 'ECONNREFUSED'],
    )
    assert.deepEqual(await ended, [0, null])
  })

  it('works as well from a terminal, and the second start shows no key', async () => {
    const { child, ended, output } = await serve()
    child.kill('SIGINT')
    assert.deepEqual(await ended, [0, null])
    assert.doesNotMatch(output(), /ory_pat_/)
    assert.match(output(), /Latchkey is running/)
  })

  it('ends a server that serves only the public surface, which does not speak of what it does not serve', async () => {
    const { child, ended, output } = await serve('public')
    child.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null])
    assert.match(output(), /public surface/)
    assert.doesNotMatch(output(), /\/docs/)
  })
})
