import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startRedis } from '@latchkey/testkit/servers/redis-server'
import { startTestServer } from '../support/test-server.ts'

const page = readFileSync(new URL('../../docs/operate/redis.md', import.meta.url), 'utf8')
const rights = /^user latchkey .*$/m.exec(page)?.[0] ?? assert.fail('the page names no rights')

describe('a Redis user with the rights that the page names', () => {
  it('may do all that a server asks for, and no more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-acl-'))
    const users = join(folder, 'users.acl')
    writeFileSync(users, `user default on nopass ~* &* +@all\n${rights.replace('>PASSWORD', '>right-5d1c')}\n`)
    const redis = await startRedis({ settings: { aclfile: users } })
    const server = await startTestServer({
      config: {
        cache: { type: 'redis', redis: { addrs: [redis.address], username: 'latchkey', password: 'right-5d1c', timeout: '1s' } },
        rate_limit: { enabled: true, backend: 'redis' },
      },
    })
    try {
      const { body } = await server.call('POST', '/v2alpha1/admin/issuedApiKeys', {
        name: 'ci',
        actor_id: 'user_1',
        rate_limit_policy: { quota: 100, window: '3600s' },
      })
      const verified = await server.call('POST', '/v2alpha1/admin/apiKeys:verify', { credential: body.secret })
      assert.equal(verified.body.rate_limit_remaining, '99')
      const id = body.issued_api_key.key_id
      assert.equal((await server.call('POST', `/v2alpha1/admin/apiKeys/${id}:revoke`, {})).status, 204)
      await delay(50)
      const slots = ((await redis.ask('KEYS', '*')) as string[]).map((slot) => slot.split(':')[3]).sort()
      assert.deepEqual(slots, ['evicted', 'limit'])
      assert.match(String(await redis.ask('CLIENT', 'LIST')), /user=latchkey/)
      const denied = (await redis.ask('ACL', 'LOG')) as unknown[]
      assert.deepEqual(denied, [])
    } finally {
      await server.stop()
      await redis.stop()
      rmSync(folder, { recursive: true })
    }
  })
})
