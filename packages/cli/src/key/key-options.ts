import type { IpRestriction, KeyVisibility, RateLimitPolicy } from '@latchkey/sdk'
import type { ArgumentDefinition, OptionDefinition } from '../command.ts'
import { UsageError } from '../exit-code.ts'
import type { JsonObject, OptionValues } from '../option-values.ts'

/** What may be said about a key whenever it is made or changed. */
export const attributeOptions: readonly OptionDefinition[] = [
  { flags: '--scopes <list>', summary: 'Scopes, separated by commas' },
  { flags: '--metadata <json>', summary: 'Attributes of your own, as a JSON object' },
  { flags: '--allowed-cidrs <list>', summary: 'Address ranges the key may be used from, separated by commas' },
  { flags: '--rate-limit-quota <count>', summary: 'Verifications allowed per window; 0 is no limit' },
  { flags: '--rate-limit-window <duration>', summary: 'Length of the window, such as 60s or 5m' },
]

export const keyIdArgument: ArgumentDefinition = { name: 'key-id', summary: 'Id of the key; not a secret' }
export const actorOption: OptionDefinition = { flags: '--actor <id>', summary: 'Who the key acts for' }
export const ttlOption: OptionDefinition = { flags: '--ttl <duration>', summary: 'How long it lives, such as 24h, 90d or 1y' }
export const visibilityOption: OptionDefinition = {
  flags: '--visibility <visibility>',
  summary: 'secret stays on servers, public may ship in clients',
  choices: ['secret', 'public'],
}

/** The members of a request that the attribute options describe; what was not said is absent. */
export interface KeyAttributes {
  scopes?: string[]
  metadata?: JsonObject
  ip_restriction?: IpRestriction
  rate_limit_policy?: RateLimitPolicy
}

export function attributesFrom(options: OptionValues): KeyAttributes {
  const attributes: KeyAttributes = {}
  const scopes = options.list('scopes')
  const metadata = options.json('metadata')
  const cidrs = options.list('allowedCidrs')
  const policy = rateLimitFrom(options)
  if (scopes !== undefined) attributes.scopes = [...scopes]
  if (metadata !== undefined) attributes.metadata = metadata
  if (cidrs !== undefined && cidrs.length > 0) attributes.ip_restriction = { allowed_cidrs: [...cidrs] }
  if (policy !== undefined) attributes.rate_limit_policy = policy
  return attributes
}

/** The mask of an update: every attribute that was mentioned, so that an empty one clears the field. */
export function maskFrom(options: OptionValues): readonly string[] {
  const given = Object.entries(FIELD_OF_OPTION).filter(([option]) => options.isSet(option))
  return given.map(([, field]) => field)
}

const FIELD_OF_OPTION: Readonly<Record<string, string>> = {
  name: 'name',
  scopes: 'scopes',
  metadata: 'metadata',
  allowedCidrs: 'ip_restriction',
  rateLimitQuota: 'rate_limit_policy',
}

export const visibilityFrom = (options: OptionValues): KeyVisibility | undefined => {
  const visibility = options.text('visibility')
  if (visibility === undefined) return undefined
  return visibility === 'public' ? 'KEY_VISIBILITY_PUBLIC' : 'KEY_VISIBILITY_SECRET'
}

function rateLimitFrom(options: OptionValues): RateLimitPolicy | undefined {
  const quota = options.integer('rateLimitQuota')
  const window = options.text('rateLimitWindow')
  if (window !== undefined && quota === undefined) throw new UsageError('--rate-limit-window: needs --rate-limit-quota')
  if (quota === undefined || quota === 0) return undefined
  if (window === undefined) throw new UsageError('--rate-limit-quota: needs --rate-limit-window')
  return { quota: String(quota), window }
}
