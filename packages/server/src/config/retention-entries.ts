import { REVOKED_RECORD_KEPT_MS } from '@latchkey/core/key/revocation'
import { keptForMs } from '@latchkey/core/usage/usage-period'
import { type ConfigEntry, durationRule } from './config-entry.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const hours = (ms: number): string => `${ms / HOUR_MS}h`
const orForEver = (minimumMs: number) =>
  durationRule((ms) =>
    ms === 0 || ms >= minimumMs
      ? undefined
      : `must be at least ${minimumMs >= HOUR_MS ? hours(minimumMs) : '1s'}, or 0s for ever`,
  )

const base = { type: 'duration', reload: 'live' } as const

/** How long things are kept that nobody needs any more. `audit.retention` and `webhooks.retention` are beside what they are about. */
export const retentionEntries: readonly ConfigEntry[] = [
  {
    ...base,
    path: 'retention.interval',
    default: '10m',
    rule: durationRule((ms) => (ms >= 1000 && ms <= DAY_MS ? undefined : 'must be between 1s and 24h')),
    description: 'How often what has outlived its retention is looked for and removed, little by little.',
  },
  {
    ...base,
    path: 'retention.revoked_keys',
    default: hours(REVOKED_RECORD_KEPT_MS),
    rule: orForEver(REVOKED_RECORD_KEPT_MS),
    description:
      'How long records of revoked keys are kept after the revocation, and never shorter than until they would have expired. A key whose record is gone is answered as one that never was. `0s`: for ever.',
  },
  {
    ...base,
    path: 'retention.expired_keys',
    default: hours(90 * DAY_MS),
    rule: orForEver(1000),
    description:
      'How long records of expired keys are kept after the expiry. They count towards the key quota until then. `0s`: for ever.',
  },
  {
    ...base,
    path: 'retention.idempotency',
    default: hours(7 * DAY_MS),
    rule: orForEver(DAY_MS),
    description: 'How long a `request_id` is remembered: repeated later, it makes another key. `0s`: for ever.',
  },
  {
    ...base,
    path: 'retention.sessions',
    default: hours(DAY_MS),
    rule: orForEver(1000),
    description: 'How long sessions of the console and invitations are kept after their end. `0s`: for ever.',
  },
  ...usageEntries(),
]

function usageEntries(): readonly ConfigEntry[] {
  return [
    {
      ...base,
      path: 'retention.usage.minute',
      default: hours(keptForMs.minute),
      rule: orForEver(HOUR_MS),
      description: 'How long verifications are kept counted by the minute. `0s`: for ever.',
    },
    {
      ...base,
      path: 'retention.usage.hour',
      default: hours(keptForMs.hour),
      rule: orForEver(DAY_MS),
      description: 'How long verifications are kept counted by the hour. `0s`: for ever.',
    },
    {
      ...base,
      path: 'retention.usage.day',
      default: hours(keptForMs.day),
      rule: orForEver(DAY_MS),
      description: 'How long verifications are kept counted by the day. `0s`: for ever.',
    },
    {
      ...base,
      path: 'retention.usage.failures',
      default: hours(keptForMs.hour),
      rule: orForEver(HOUR_MS),
      description: 'How long refused verifications are kept by key, outcome, address and minute. `0s`: for ever.',
    },
    {
      ...base,
      path: 'retention.usage.sources',
      default: hours(keptForMs.day),
      rule: orForEver(DAY_MS),
      description: 'How long an address that a key was used from is kept after its last use there. `0s`: for ever.',
    },
  ]
}
