import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { accessPermissions } from '@latchkey/core/access/access-permissions'
import { buildProject } from '@latchkey/testkit/build-project'
import { buildProjectId } from '@latchkey/testkit/builders'
import { FakeClock } from '@latchkey/testkit/fake-clock'
import { MemoryRateLimiter } from '../adapters/memory/memory-rate-limiter.ts'
import { bucketOf, makeApiRateLimiter } from './api-rate-limit.ts'

const plan = { ...buildProject().plan, apiRateLimits: { verify: { quota: 2, windowMs: 1000 } } }
const project = buildProject({ id: buildProjectId(), plan })
const neighbour = buildProject({ id: buildProjectId(), plan })

function open() {
  const clock = new FakeClock()
  return { clock, limit: makeApiRateLimiter(new MemoryRateLimiter({ clock })) }
}

describe('the rate at which a project may be asked', () => {
  it('is counted to the request, says what is left, and comes back', async () => {
    const { limit, clock } = open()
    assert.deepEqual(await limit(project, 'verify'), {
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-reset': '1',
    })
    assert.equal((await limit(project, 'verify'))?.['x-ratelimit-remaining'], '0')
    const refused = { code: 'too_many_requests', retryAfterSeconds: 1, metadata: { bucket: 'verify' } }
    await assert.rejects(async () => limit(project, 'verify'), {
      ...refused,
      headers: { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
    })
    clock.advance(499)
    await assert.rejects(async () => limit(project, 'verify'), refused)
    clock.advance(1)
    assert.equal((await limit(project, 'verify'))?.['x-ratelimit-remaining'], '0')
  })

  it('is the own one of each project and bucket, and none where the plan has none', async () => {
    const { limit } = open()
    await limit(project, 'verify')
    await limit(project, 'verify')
    assert.equal((await limit(neighbour, 'verify'))?.['x-ratelimit-remaining'], '1')
    for (const bucket of ['read', 'write', 'public'] as const) assert.equal(await limit(project, bucket), undefined)
  })

  it('lets everyone pass when it cannot be told', async () => {
    const limit = makeApiRateLimiter({ consume: async () => undefined })
    assert.equal(await limit(project, 'verify'), undefined)
  })

  it('has a bucket for every permission', () => {
    const buckets = Object.fromEntries(accessPermissions.map((permission) => [permission, bucketOf(permission)]))
    assert.deepEqual(buckets, {
      'keys:verify': 'verify',
      'keys:read': 'read',
      'usage:read': 'read',
      'audit:read': 'read',
      'keys:issue': 'write',
      'keys:import': 'write',
      'keys:update': 'write',
      'keys:rotate': 'write',
      'keys:revoke': 'write',
      'keys:delete': 'write',
      'tokens:derive': 'write',
    })
  })
})
