import type {
  IPRestriction,
  IPRestrictionInput,
  RateLimitPolicyInput,
  RateLimitPolicy as WirePolicy,
} from '@latchkey/contract/messages/shared'
import { invalidField } from '@latchkey/core/errors/domain-error'
import type { RateLimitPolicy } from '@latchkey/core/key/api-key'
import { formatProtobufDuration, parseWindowMs } from '@latchkey/core/key/duration'
import { canonicalCidr } from '@latchkey/core/verify/ip-restriction'

export function rateLimitFromWire({ quota, window, unit }: RateLimitPolicyInput): RateLimitPolicy {
  const windowMs = parseWindowMs(window)
  if (windowMs === undefined) {
    throw invalidField('rate_limit_policy.window', 'must be a duration of at least one second, such as 60s or 1h30m')
  }
  return { quota, windowMs, unit: unit ?? '' }
}

export const rateLimitToWire = (policy: RateLimitPolicy | undefined): WirePolicy | null =>
  policy === undefined
    ? null
    : { quota: String(policy.quota), unit: policy.unit, window: formatProtobufDuration(policy.windowMs) }

/** Canonical ranges without repetitions; a list without entries restricts nothing. */
export function ipRestrictionFromWire({ allowed_cidrs: given = [] }: IPRestrictionInput): readonly string[] | undefined {
  const ranges = given.map((text, index) => {
    const range = canonicalCidr(text)
    if (range === undefined) {
      throw invalidField(`ip_restriction.allowed_cidrs[${index}]`, 'must be an address range with a mask, such as 203.0.113.0/24')
    }
    return range
  })
  return ranges.length === 0 ? undefined : [...new Set(ranges)]
}

export const ipRestrictionToWire = (allowedCidrs: readonly string[] | undefined): IPRestriction | null =>
  allowedCidrs === undefined ? null : { allowed_cidrs: [...allowedCidrs] }
