import { DomainError } from '@latchkey/core/errors/domain-error'
import type { KeyId, ProjectId, RateLimitPolicy } from '@latchkey/core/key/api-key'
import type { RateLimiter } from '@latchkey/core/ports/rate-limiter'

/** What one address may ask of the public surface: enough for anyone's own keys, too little to guess at others'. */
export const PUBLIC_POLICY: RateLimitPolicy = { quota: 60, windowMs: 60_000, unit: 'requests' }

/** Callers whose address is unknown share one allowance. */
const UNKNOWN_ADDRESS = 'unknown'

/** Slows anonymous callers down by address. Rejects with `too_many_requests`; passes when the limiter cannot answer. */
export const makeThrottle =
  (limiter: RateLimiter) =>
  async (clientIp: string | undefined): Promise<void> => {
    const subject = (clientIp === undefined ? UNKNOWN_ADDRESS : networkOf(clientIp)) as KeyId // a slot of its own, beside those of keys
    const decision = await limiter.consume('public-surface' as ProjectId, subject, PUBLIC_POLICY, 1)
    if (decision?.allowed !== false) return
    throw new DomainError('too_many_requests', {
      retryAfterSeconds: Math.ceil((decision.retryAfterMs ?? PUBLIC_POLICY.windowMs) / 1000),
    })
  }

/** An IPv6 customer has at least 2⁶⁴ addresses to come from (RFC 6177), so it is the network that counts. */
function networkOf(clientIp: string): string {
  if (!clientIp.includes(':')) return clientIp
  const [head = '', tail] = clientIp.split('::')
  const groups = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length
  return [...groups, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':')
}
