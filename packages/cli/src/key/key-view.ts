import type { ImportedApiKey, IssuedApiKey, RateLimitPolicy } from '@latchkey/sdk'
import type { FieldList, Table } from '../output/table.ts'

type ApiKeyRecord = IssuedApiKey | ImportedApiKey

/** A key as lines for people. */
export const keyFields = (apiKey: ApiKeyRecord): FieldList => [
  ['Key id', apiKey.key_id],
  ['Name', apiKey.name],
  ['Actor', apiKey.actor_id],
  ['Status', shortEnum(apiKey.status, 'KEY_STATUS_')],
  ['Scopes', apiKey.scopes.join(', ')],
  ['Visibility', shortEnum(apiKey.visibility, 'KEY_VISIBILITY_')],
  ['Expires', apiKey.expire_time ?? 'never'],
  ['Last used', lastUseText(apiKey)],
  ['Allowed from', apiKey.ip_restriction?.allowed_cidrs?.join(', ') || 'anywhere'],
  ['Rate limit', rateLimitText(apiKey.rate_limit_policy)],
  ['Created', apiKey.create_time ?? ''],
  ...revocationFields(apiKey),
]

/** Keys as rows for people. */
export const keyTable = (apiKeys: readonly ApiKeyRecord[]): Table => ({
  columns: ['Key id', 'Name', 'Actor', 'Status', 'Scopes', 'Expires', 'Last used'],
  rows: apiKeys.map((apiKey) => [
    apiKey.key_id,
    apiKey.name,
    apiKey.actor_id,
    shortEnum(apiKey.status, 'KEY_STATUS_'),
    apiKey.scopes.join(','),
    apiKey.expire_time ?? 'never',
    apiKey.last_used_time ?? 'never',
  ]),
})

/** When, and from where. */
function lastUseText({ last_used_time: time, last_used_ip: ip }: ApiKeyRecord): string {
  if (time === null || time === undefined) return 'never'
  return ip === undefined || ip === '' ? time : `${time} from ${ip}`
}

export const rateLimitText = (policy: RateLimitPolicy | null | undefined): string =>
  policy === null || policy === undefined ? 'none' : `${policy.quota} per ${policy.window}`

/** `KEY_STATUS_ACTIVE` → `active` */
export const shortEnum = (value: string, prefix: string): string =>
  (value.startsWith(prefix) ? value.slice(prefix.length) : value).toLowerCase()

const revocationFields = (apiKey: ApiKeyRecord): FieldList => [
  ...(apiKey.revocation_reason === undefined
    ? []
    : ([['Revoked because', shortEnum(apiKey.revocation_reason, 'REVOCATION_REASON_')]] as const)),
  ...(apiKey.revocation_description === undefined ? [] : ([['Remark', apiKey.revocation_description]] as const)),
]
