import type { UsagePeriod } from '@latchkey/core/usage/usage-period'
import type { Lookup } from './lookup.ts'

/** How long things are kept, in milliseconds; `undefined`: for ever. */
export interface RetentionConfig {
  readonly intervalMs: number
  readonly revokedKeysMs: number | undefined
  readonly expiredKeysMs: number | undefined
  readonly idempotencyMs: number | undefined
  readonly sessionsMs: number | undefined
  readonly usageMs: Readonly<Record<UsagePeriod | 'failures' | 'sources', number | undefined>>
}

export function shapeRetention(lookup: Lookup): RetentionConfig {
  const age = (name: string): number | undefined => lookup.number(`retention.${name}`) || undefined
  return {
    intervalMs: lookup.number('retention.interval'),
    revokedKeysMs: age('revoked_keys'),
    expiredKeysMs: age('expired_keys'),
    idempotencyMs: age('idempotency'),
    sessionsMs: age('sessions'),
    usageMs: {
      minute: age('usage.minute'),
      hour: age('usage.hour'),
      day: age('usage.day'),
      failures: age('usage.failures'),
      sources: age('usage.sources'),
    },
  }
}
