import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { RedisServer } from '@latchkey/testkit/servers/redis-server'
import { atLeast, exactly, type Finding, judge } from '../bar.ts'
import { type Api, type Issued, verifyNoCache } from './api.ts'
import { pick, type Servers } from './mixed-load.ts'
import { together } from './with-server.ts'

const KEYS = 100
const AT_ONCE = 100
/** Callers leave at a random time within so long. */
const PATIENCE_MS = 60
/** On a quick machine most have their answer before they leave. */
const MOST_ASKED_PER_ABORTED = 20

/**
 * Whoever leaves before the answer must not leave it to somebody else: while Redis comes and goes, requests are broken
 * off until so many were, and beside each of them another is answered.
 */
export async function crossTalk(servers: Servers, redis: RedisServer, aborted: number): Promise<Finding> {
  const keys = await together(KEYS, (index) => pick(servers, index).issue({ actor_id: `actor ${index}` }))
  const blinking = new AbortController()
  const blink = blinkUntil(redis, blinking.signal)
  let asked = 0
  let left = 0
  let answered = 0
  let mismatches = 0
  while (left < aborted && asked < aborted * MOST_ASKED_PER_ABORTED) {
    await together(AT_ONCE, async () => {
      const turn = asked++
      const [one, other] = [pick(keys, turn), pick(keys, turn * 7 + 3)]
      const api = pick(servers, turn)
      const reply = turn % 3 === 0 ? verifyNoCache(api, other.secret) : api.verify(other.secret)
      if (await leave(api, one)) left++
      const { status, body } = await reply
      if (status !== 200) return
      answered++
      if (body.key_id !== other.keyId || body.actor_id !== `actor ${keys.indexOf(other)}`) mismatches++
    })
  }
  blinking.abort()
  await blink
  return judge({
    left: atLeast(left, aborted),
    answered: atLeast(answered, asked * 0.99),
    mismatches: exactly(mismatches, 0),
  })
}

/** Whether the caller was gone before the answer. */
const leave = (api: Api, { secret }: Issued): Promise<boolean> =>
  new Promise((resolve) => {
    const outgoing = request(
      {
        ...api.address,
        method: 'POST',
        path: '/v2alpha1/admin/apiKeys:verify',
        headers: { 'content-type': 'application/json', ...api.credentials },
      },
      (incoming) => {
        incoming.resume()
        incoming.on('end', () => resolve(false))
        incoming.on('error', () => resolve(true))
      },
    )
    outgoing.on('error', () => resolve(true))
    outgoing.end(JSON.stringify({ credential: secret }))
    setTimeout(() => outgoing.destroy(), Math.random() * PATIENCE_MS)
  })

async function blinkUntil(redis: RedisServer, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    redis.pause()
    await delay(Math.random() * 300)
    redis.resume()
    await delay(Math.random() * 300)
  }
}
