import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Api } from '../proof/support/api.ts'
import { ChildServer, PRODUCT } from '../proof/support/child-server.ts'

/** Lines of some hundred bytes each: many times what a pipe holds. */
const REQUESTS = 5000
const AT_A_TIME = 50
const START_MS = 30_000
/** A server that waited for its reader would never come to an end. */
const ALL_WITHIN_MS = 40_000

describe('a server whose log nobody reads for a while', () => {
  for (const workers of ['1', '2'])
    it(`answers all the same, and loses no line, with workers: ${workers}`, { timeout: 120_000 }, async () => {
      const prepared = await ChildServer.prepare()
      const child = spawn(process.execPath, [...PRODUCT, join(prepared.folder, 'latchkey.json')], {
        cwd: prepared.folder,
        env: {
          PATH: process.env['PATH'],
          ...prepared.environment,
          LATCHKEY_LOG_REQUESTS: 'all',
          LATCHKEY_SERVE_HTTP_WORKERS: workers,
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const api = new Api(prepared, AT_A_TIME)
      try {
        for (const until = performance.now() + START_MS; performance.now() < until; await delay(20)) {
          if ((await api.isValidIfAnswered('nobody').catch(() => true)) === false) break
        }
        const ask = async (): Promise<void> => {
          for (let asked = 0; asked < REQUESTS / AT_A_TIME; asked++) assert.equal(await api.isValid('nobody'), false)
        }
        const answered = Promise.all(Array.from({ length: AT_A_TIME }, ask)).then(() => 'answered')
        assert.equal(await Promise.race([answered, delay(ALL_WITHIN_MS, 'waiting', { ref: false })]), 'answered')
        child.kill('SIGTERM')
        const [log] = await Promise.all([text(child.stderr), once(child, 'exit')])
        const lines = log.split('\n').filter((line) => line.includes('"msg":"request"'))
        assert.ok(lines.length > REQUESTS, `${lines.length} lines`)
        for (const line of lines) assert.equal(JSON.parse(line).status, 200)
      } finally {
        api.close()
        child.kill('SIGKILL')
        await prepared.remove()
      }
    })
})
