import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { startServer } from './composition/start-server.ts'
import { explainStartFailure } from './explain-start-failure.ts'
import { runServe } from './main.ts'

describe('a server that cannot start says why and what to do', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-start-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const explanation = async (environment: Record<string, string>): Promise<string | undefined> => {
    const loopback = {
      LATCHKEY_SERVE_HTTP_HOST: '127.0.0.1',
      LATCHKEY_SERVE_HTTP_PORT: '0',
      LATCHKEY_SERVE_METRICS_HOST: '127.0.0.1',
      LATCHKEY_SERVE_METRICS_PORT: '0',
      LATCHKEY_DATA_DIR: join(folder, 'data'),
    }
    try {
      const server = await startServer({ environment: { ...loopback, ...environment } })
      await server.stop()
      return assert.fail('it started')
    } catch (error) {
      return explainStartFailure(error)
    }
  }

  it('when a port is taken', async () => {
    const other = createServer()
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => {
        const address = other.address()
        resolve(typeof address === 'object' && address !== null ? address.port : 0)
      }),
    )
    for (const name of ['LATCHKEY_SERVE_HTTP_PORT', 'LATCHKEY_SERVE_METRICS_PORT']) {
      const said = await explanation({ [name]: String(port) })
      assert.match(said ?? '', new RegExp(`^127\\.0\\.0\\.1:${port} is in use, .*${name}`))
    }
    other.close()
  })

  it('when the address is not its own', async () => {
    const said = await explanation({ LATCHKEY_SERVE_HTTP_HOST: '192.0.2.1' })
    assert.match(said ?? '', /^this machine has no address 192\.0\.2\.1; .*LATCHKEY_SERVE_HTTP_HOST/)
  })

  it('when a database on the network cannot be reached', async () => {
    for (const scheme of ['postgres', 'mysql']) {
      const said = await explanation({ LATCHKEY_DB_DSN: `${scheme}://keys:canary@127.0.0.1:1/latchkey` })
      assert.equal(said, 'the database cannot answer: connect ECONNREFUSED 127.0.0.1:1')
    }
  })

  it('when the data folder is a file, or lies in one', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    for (const place of [file, join(file, 'data')])
      assert.match((await explanation({ LATCHKEY_DATA_DIR: place })) ?? '', /folder \(E\w+\); see data_dir \(LATCHKEY_DATA_DIR\)/)
  })

  it('when the database file is none', async () => {
    const file = join(folder, 'broken.db')
    writeFileSync(file, 'not a database at all, but long enough to be taken for one: '.repeat(100))
    assert.match(
      (await explanation({ LATCHKEY_DB_DSN: `sqlite://${file}` })) ?? '',
      /^the database cannot answer: .*not a database/,
    )
  })

  it('on the stream of messages, never where results go', async () => {
    const printed: string[] = []
    const complained: string[] = []
    const code = await runServe({
      configFile: join(folder, 'absent.yaml'),
      surface: 'all',
      migrate: false,
      environment: {},
      print: (text) => void printed.push(text),
      complain: (text) => void complained.push(text),
    })
    assert.equal(code, 1)
    assert.deepEqual(printed, [])
    assert.match(
      complained.join(''),
      /^latchkey cannot start: The configuration cannot be used:\n {2}configuration file: does not exist\n$/,
    )
  })

  it('but keeps the stack of a surprise', () => {
    assert.equal(explainStartFailure(new TypeError('x is not a function')), undefined)
    assert.equal(explainStartFailure(Object.assign(new Error('no such file'), { code: 'ENOENT' })), undefined)
  })
})
