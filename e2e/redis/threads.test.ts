import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startRedis } from '@latchkey/testkit/servers/redis-server'
import { startTestServer } from '../support/test-server.ts'

describe('a server of several threads with Redis', () => {
  it('counts exactly over all of them, and says when one of them has lost Redis', async () => {
    const redis = await startRedis()
    const server = await startTestServer({
      config: {
        serve: { http: { workers: 2 } },
        cache: { type: 'redis', redis: { addrs: [redis.address], timeout: '1s' } },
        rate_limit: { enabled: true, backend: 'redis' },
      },
    })
    const ready = async (): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${server.server.operationsPort}/health/ready`)
      assert.equal(response.status, 200)
      return ((await response.json()) as { status: string }).status
    }
    try {
      const { body } = await server.call('POST', '/v2alpha1/admin/issuedApiKeys', {
        name: 'ci',
        actor_id: 'user_1',
        rate_limit_policy: { quota: 50, window: '3600s' },
      })
      const verify = () => server.call('POST', '/v2alpha1/admin/apiKeys:verify', { credential: body.secret })
      const answers = await Promise.all(Array.from({ length: 80 }, verify))
      assert.equal(answers.filter((answer) => answer.body.is_valid).length, 50)
      assert.equal(await ready(), 'ok')
      await redis.kill()
      for (let look = 0; (await ready()) !== 'degraded'; look++) {
        assert.ok(look < 200, 'nobody says so')
        await delay(20)
      }
      assert.equal((await verify()).body.is_valid, true)
    } finally {
      await server.stop()
      await redis.stop()
    }
  })
})
