import { parseWindowMs } from '@latchkey/core/key/duration'
import type { IssueApiKeyRequest } from '@latchkey/sdk/messages'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { isPreset, isTooLong, type KeyRules, lifeMs } from './expiry.ts'
import { cidrsOf, readIpList } from './ip-list.ts'
import type { IssueDraft } from './issue-draft.ts'
import { lifeText } from './key-sentence.ts'
import { METADATA_MAX_BYTES, metadataBytes, parseMetadata } from './metadata-text.ts'

/** The controls of the form that can be wrong. */
export const issueFields = ['name', 'actor', 'expiry', 'scopes', 'quota', 'window', 'cidrs', 'visibility', 'metadata'] as const
export type IssueField = (typeof issueFields)[number]
export type FieldProblems = Readonly<Partial<Record<IssueField, string>>>

const TEXT_MAX_LENGTH = 256
const LIST_MAX_LENGTH = 256

/** What the server is asked for. Fields that are wrong are sent as they can be read: see `problemsOf` first. */
export function requestOf(draft: IssueDraft, requestId: string): IssueApiKeyRequest {
  const { expiry, customTtl, scopes, visibility } = draft
  const cidrs = cidrsOf(readIpList(draft.cidrs))
  const metadata = parseMetadata(draft.metadata) ?? {}
  return {
    name: draft.name.trim(),
    ...(draft.actor.trim() === '' ? {} : { actor_id: draft.actor.trim() }),
    ...(isPreset(expiry) ? { ttl: expiry } : {}),
    ...(expiry === 'custom' ? { ttl: customTtl.trim() } : {}),
    ...(scopes.length === 0 ? {} : { scopes: [...scopes] }),
    ...(draft.quota === '' ? {} : { rate_limit_policy: { quota: draft.quota.trim(), window: draft.window.trim() } }),
    ...(cidrs.length === 0 ? {} : { ip_restriction: { allowed_cidrs: [...cidrs] } }),
    ...(visibility === 'public' ? { visibility: 'KEY_VISIBILITY_PUBLIC' as const } : {}),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata: { ...metadata } }),
    request_id: requestId,
  }
}

/** What can be told without asking the server. */
export function problemsOf(draft: IssueDraft, rules: KeyRules | undefined): FieldProblems {
  const problems: readonly (readonly [IssueField, string | undefined])[] = [
    ['name', nameProblem(draft.name)],
    ['actor', lengthProblem(draft.actor)],
    ['expiry', expiryProblem(draft, rules)],
    ['scopes', scopesProblem(draft.scopes)],
    ['quota', quotaProblem(draft.quota)],
    ['window', draft.quota === '' ? undefined : windowProblem(draft.window)],
    ['cidrs', cidrsProblem(draft.cidrs)],
    ['visibility', visibilityProblem(draft, rules)],
    ['metadata', metadataProblem(draft.metadata)],
  ]
  return Object.fromEntries(problems.filter(([, problem]) => problem !== undefined))
}

const nameProblem = (name: string): string | undefined => (name.trim() === '' ? t('Give the key a name.') : lengthProblem(name))

const lengthProblem = (text: string): string | undefined =>
  text.length > TEXT_MAX_LENGTH ? t('At most {count} characters.', { count: TEXT_MAX_LENGTH }) : undefined

function expiryProblem({ expiry, customTtl }: IssueDraft, rules: KeyRules | undefined): string | undefined {
  const life = lifeMs(expiry, customTtl, rules)
  if (expiry === 'custom' && life === undefined) return t('Write a length of time, such as 45d, 12h or 1y6mo.')
  if (expiry === 'default' || expiry === 'none' || !isTooLong(life, rules)) return undefined
  return t('Longer than the maximum of this project, {maximum}.', { maximum: lifeText(rules?.maxTtlMs ?? 0) })
}

function scopesProblem(scopes: readonly string[]): string | undefined {
  if (scopes.length > LIST_MAX_LENGTH) return t('At most {count} scopes.', { count: LIST_MAX_LENGTH })
  return scopes.some((scope) => scope.length > TEXT_MAX_LENGTH)
    ? t('A scope has at most {count} characters.', { count: TEXT_MAX_LENGTH })
    : undefined
}

const quotaProblem = (quota: string): string | undefined =>
  quota === '' || /^[1-9][0-9]{0,14}$/.test(quota.trim())
    ? undefined
    : t('Write a whole number of at least 1, or nothing for no limit.')

const windowProblem = (window: string): string | undefined =>
  parseWindowMs(window.trim()) === undefined
    ? t('Write a length of time of at least one second, such as 60s, 5m or 1h.')
    : undefined

function cidrsProblem(text: string): string | undefined {
  const lines = readIpList(text)
  const bad = lines.filter(({ cidr }) => cidr === undefined).map((line) => line.text)
  if (bad.length > 0) return t('No address or range: {texts}', { texts: bad.join(', ') })
  return lines.length > LIST_MAX_LENGTH ? t('At most {count} ranges.', { count: LIST_MAX_LENGTH }) : undefined
}

const visibilityProblem = ({ visibility }: IssueDraft, rules: KeyRules | undefined): string | undefined =>
  visibility === 'public' && rules?.hasPublicPrefix === false ? t('This project has no prefix for public keys.') : undefined

function metadataProblem(text: string): string | undefined {
  const metadata = parseMetadata(text)
  if (metadata === undefined) return t('Write an object of JSON, such as {example}.', { example: '{"team": "payments"}' })
  const bytes = metadataBytes(metadata)
  return bytes > METADATA_MAX_BYTES
    ? t('{bytes} bytes; at most {maximum} fit.', { bytes: formatNumber(bytes), maximum: formatNumber(METADATA_MAX_BYTES) })
    : undefined
}

/** Where in the form the server's objection belongs: `ip_restriction.allowed_cidrs[1]` is the field of addresses. */
export function formFieldOf(serverField: string | undefined): IssueField | undefined {
  const path = serverField?.replace(/^issued_api_key\./, '') ?? ''
  const known: readonly (readonly [string, IssueField])[] = [
    ['name', 'name'],
    ['actor_id', 'actor'],
    ['ttl', 'expiry'],
    ['scopes', 'scopes'],
    ['rate_limit_policy.window', 'window'],
    ['rate_limit_policy', 'quota'],
    ['ip_restriction', 'cidrs'],
    ['visibility', 'visibility'],
    ['metadata', 'metadata'],
  ]
  return known.find(([start]) => path.startsWith(start))?.[1]
}
