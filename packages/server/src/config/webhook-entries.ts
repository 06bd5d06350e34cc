import { type ConfigEntry, durationRule } from './config-entry.ts'

const timeoutRule = durationRule((ms) => (ms >= 100 && ms <= 60_000 ? undefined : 'must be between 100ms and 60s'))
const intervalRule = durationRule((ms) => (ms >= 100 && ms <= 86_400_000 ? undefined : 'must be between 100ms and 24h'))
const retentionRule = durationRule((ms) => (ms >= 86_400_000 ? undefined : 'must be 24h at least'))

/** Who is told what happens in a project, and how. */
export const webhookEntries: readonly ConfigEntry[] = [
  {
    path: 'webhooks.enabled',
    type: 'boolean',
    default: true,
    reload: 'restart',
    description: 'Sends webhooks. While it is off, messages wait and nothing is noticed that only time brings about.',
  },
  {
    path: 'webhooks.allow_private_targets',
    type: 'boolean',
    default: false,
    reload: 'restart',
    description:
      'Webhooks may lead to this machine and to private networks. Whoever manages webhooks can then make the server call services that only it can reach.',
  },
  {
    path: 'webhooks.timeout',
    type: 'duration',
    default: '10s',
    reload: 'restart',
    rule: timeoutRule,
    description: 'How long one attempt may take, from the name to the end of the answer.',
  },
  {
    path: 'webhooks.retention',
    type: 'duration',
    default: '720h',
    reload: 'restart',
    rule: retentionRule,
    description: 'How long messages and the state of their deliveries are kept, and can be replayed.',
  },
  {
    path: 'webhooks.check_interval',
    type: 'duration',
    default: '1m',
    reload: 'restart',
    rule: intervalRule,
    description: 'How often keys are looked at that expire, are not used, or fill the quota.',
  },
  {
    path: 'webhooks.expiring_soon_days',
    type: 'integer',
    minimum: 1,
    maximum: 365,
    default: 7,
    unit: 'days',
    reload: 'restart',
    description: 'How long before its end a key is told to expire soon; one that lives shorter, as soon as it is there.',
  },
  {
    path: 'webhooks.unused_days',
    type: 'integer',
    minimum: 1,
    maximum: 3650,
    default: 90,
    unit: 'days',
    reload: 'restart',
    description: 'After how long without a use (or since it was made) a key is told to be unused.',
  },
  {
    path: 'webhooks.refusals_burst',
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000_000,
    default: 100,
    reload: 'restart',
    description: 'Refused verifications of a project within one minute that are told, once an hour at most.',
  },
]
