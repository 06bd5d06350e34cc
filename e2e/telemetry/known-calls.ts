import { setTimeout as delay } from 'node:timers/promises'
import type { TestServer } from '../support/test-server.ts'

export const VERIFY = '/v2alpha1/admin/apiKeys:verify'
const BATCH = '/v2alpha1/admin/apiKeys:batchVerify'
const ISSUED = '/v2alpha1/admin/issuedApiKeys'

/** What `makeKnownCalls` has verified, by outcome. */
export const KNOWN = { valid: 10, expired: 4, rate_limited: 3, not_found: 2 } as const

const verify = (server: TestServer, credential: string) => server.call('POST', VERIFY, { credential })

async function issue(server: TestServer, attributes: object = {}): Promise<string> {
  const { status, body } = await server.call('POST', ISSUED, { name: 'known', actor_id: 'a', ...attributes })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.secret
}

/** Ten good verifications (two of them in a batch), four of an expired key, three beyond a limit, two of nothing. */
export async function makeKnownCalls(server: TestServer): Promise<void> {
  const [good, brief, limited] = [
    await issue(server),
    await issue(server, { ttl: '1s' }),
    await issue(server, { rate_limit_policy: { quota: 1, window: '3600s' } }),
  ]
  for (let index = 0; index < 7; index++) await verify(server, good)
  await server.call('POST', BATCH, { requests: [{ credential: good }, { credential: good }, { credential: 'nothing' }] })
  await verify(server, 'nothing')
  for (let index = 0; index < 4; index++) await verify(server, limited)
  await delay(1100)
  for (let index = 0; index < 4; index++) await verify(server, brief)
}
