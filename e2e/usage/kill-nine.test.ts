import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { ChildServer } from '../proof/support/child-server.ts'
import { keptByOneProcess, openBackend } from '../support/backend.ts'
import { call } from '../support/test-server.ts'

const ADMIN = '/v2alpha1/admin'
const FLUSH_EVERY_MS = 300

it('loses at most one flush interval to kill -9, and counts nothing twice', { skip: keptByOneProcess }, async () => {
  const server = await ChildServer.prepare(undefined, await openBackend())
  try {
    const config = JSON.stringify({ usage: { flush_interval: `${FLUSH_EVERY_MS}ms` } })
    await writeFile(join(server.folder, 'latchkey.json'), config, { mode: 0o600 })
    const ask = (method: string, path: string, body?: unknown) =>
      call(`http://127.0.0.1:${server.port}${ADMIN}${path}`, method, {
        body,
        headers: { authorization: `Bearer ${server.projectKey}` },
      })
    await server.start()
    const { secret } = (await ask('POST', '/issuedApiKeys', { name: 'used' })).body
    const answeredAt: number[] = []
    const until = performance.now() + 1_500
    while (performance.now() < until) {
      assert.equal((await ask('POST', '/apiKeys:verify', { credential: secret })).body.is_valid, true)
      answeredAt.push(performance.now())
      await delay(1)
    }
    const killedAt = performance.now()
    await server.kill()
    await server.start()
    const { total } = (await ask('GET', '/usage?granularity=DAY')).body
    const counted = Number(total.valid)
    // Two intervals: a loaded machine may be late by one.
    const certain = answeredAt.filter((at) => at < killedAt - 2 * FLUSH_EVERY_MS).length
    assert.ok(certain > 0)
    assert.ok(counted >= certain, `${counted} counted, ${certain} of ${answeredAt.length} were answered in time`)
    assert.ok(counted <= answeredAt.length, `${counted} counted, ${answeredAt.length} answered`)
  } finally {
    await server.remove()
  }
})
