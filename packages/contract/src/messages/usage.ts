import { Type } from 'typebox'
import { ACTOR_ID_MAX_LENGTH, int64Text, storedText, time } from './fields.ts'
import { PAGE_SIZE_DEFAULT, PAGE_TOKEN_MAX_LENGTH } from './listing.ts'
import { VerificationErrorCode } from './verification.ts'

export const USAGE_TOP_DEFAULT = 10
export const USAGE_TOP_MAX = 100

const KEY_ID_MAX_LENGTH = 64
const TIME_MAX_LENGTH = 35

export const usageGranularities = ['MINUTE', 'HOUR', 'DAY'] as const
export const usageGroupings = ['OUTCOME', 'KEY', 'ACTOR'] as const

const timeInput = (description: string) => Type.Optional(Type.String({ maxLength: TIME_MAX_LENGTH, description }))
const keyIdInput = (description: string) => Type.Optional(Type.String({ maxLength: KEY_ID_MAX_LENGTH, description }))

export const QueryUsageQuery = Type.Object({
  start_time: timeInput(
    'From when on; RFC 3339. Counted in whole slots. Left out: 60 minutes, 24 hours or 30 days before the end.',
  ),
  end_time: timeInput('Until when, itself no longer meant; RFC 3339. Left out: now.'),
  granularity: Type.Optional(
    Type.Enum([...usageGranularities], {
      type: 'string',
      default: 'HOUR',
      description: 'Length of the slots, which begin at whole minutes, hours or days of UTC.',
    }),
  ),
  group_by: Type.Optional(
    Type.Enum([...usageGroupings], {
      type: 'string',
      default: 'OUTCOME',
      description: 'KEY and ACTOR tell those apart that were verified most. OUTCOME adds up: outcomes are always told apart.',
    }),
  ),
  top: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: USAGE_TOP_MAX,
      format: 'int32',
      default: USAGE_TOP_DEFAULT,
      description: 'How many keys or actors are told apart; the others are added up.',
    }),
  ),
  key_id: keyIdInput('Only this key. Empty: only credentials that belong to no key.'),
  actor_id: Type.Optional(storedText(ACTOR_ID_MAX_LENGTH, { description: 'Only keys that act for this actor.' })),
})
export type QueryUsageQuery = Type.Static<typeof QueryUsageQuery>

export const UsageCounts = Type.Object(
  {
    total: int64Text('All verifications.'),
    valid: int64Text('Valid.'),
    not_found: int64Text('Unknown, forged, or of another project.'),
    expired: int64Text('Of a key that had expired.'),
    revoked: int64Text('Of a key that had been revoked.'),
    suspended: int64Text('Of a suspended key.'),
    signature_invalid: int64Text('Derived tokens that did not verify.'),
    invalid_format: int64Text('Empty or far too long.'),
    ip_not_allowed: int64Text('From an address that the key may not be used from.'),
    insufficient_scope: int64Text('Without a required scope.'),
    rate_limited: int64Text('Beyond the rate limit of the key.'),
    internal: int64Text('Items of a batch that could not be answered.'),
  },
  { title: 'UsageCounts', description: 'How verifications ended; int64 as decimal text.' },
)
export type UsageCounts = Type.Static<typeof UsageCounts>

const group = {
  group: Type.String({ description: 'key_id or actor_id; empty where there is none, and where nothing is told apart.' }),
  is_rest: Type.Boolean({ description: 'Whether this adds up the groups that are not told apart.' }),
}

export const UsageBucket = Type.Object(
  { start_time: time('When the slot begins; RFC 3339, UTC.'), ...group, counts: UsageCounts },
  { title: 'UsageBucket', description: 'One slot of one group.' },
)
export type UsageBucket = Type.Static<typeof UsageBucket>

export const UsageGroup = Type.Object(
  { ...group, counts: UsageCounts },
  { title: 'UsageGroup', description: 'One group over the whole range.' },
)
export type UsageGroup = Type.Static<typeof UsageGroup>

export const QueryUsageResponse = Type.Object(
  {
    start_time: time('When the first slot begins.'),
    end_time: time('When the last slot ends.'),
    granularity: Type.Enum([...usageGranularities], { type: 'string', description: 'Length of the slots.' }),
    group_by: Type.Enum([...usageGroupings], { type: 'string', description: 'What is told apart.' }),
    recording: Type.Boolean({ description: 'Whether verifications are counted at present.' }),
    total: UsageCounts,
    groups: Type.Array(UsageGroup, { description: 'Most verifications first; with KEY and ACTOR only.' }),
    buckets: Type.Array(UsageBucket, { description: 'By time, then as `groups`. Slots without verifications are left out.' }),
  },
  { title: 'QueryUsageResponse', description: 'How often keys were verified.' },
)
export type QueryUsageResponse = Type.Static<typeof QueryUsageResponse>

export const ListUsageSourcesQuery = Type.Object({
  key_id: Type.String({ maxLength: KEY_ID_MAX_LENGTH, description: 'The key. Empty: credentials that belong to no key.' }),
})
export type ListUsageSourcesQuery = Type.Static<typeof ListUsageSourcesQuery>

export const UsageSource = Type.Object(
  {
    ip: Type.String({ description: 'The address; empty for those that are unknown or not told apart.' }),
    first_seen_time: time('The first verification from there.'),
    last_seen_time: time('The last verification from there.'),
    count: int64Text('Verifications from there.'),
  },
  { title: 'UsageSource', description: 'An address that a key was presented from.' },
)
export type UsageSource = Type.Static<typeof UsageSource>

export const ListUsageSourcesResponse = Type.Object(
  { sources: Type.Array(UsageSource, { description: 'The latest first; at most 100 and the rest.' }) },
  { title: 'ListUsageSourcesResponse', description: 'Where a key was presented from.' },
)
export type ListUsageSourcesResponse = Type.Static<typeof ListUsageSourcesResponse>

export const ListVerificationFailuresQuery = Type.Object({
  key_id: keyIdInput('Only this key. Empty: only credentials that belong to no key.'),
  start_time: timeInput('From when on; RFC 3339. Counted in whole minutes.'),
  end_time: timeInput('Until when, itself no longer meant; RFC 3339.'),
  page_size: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2 ** 31 - 1,
      format: 'int32',
      default: PAGE_SIZE_DEFAULT,
      description: 'Rows per page; 0 means 50, more than 1000 means 1000.',
    }),
  ),
  page_token: Type.Optional(
    Type.String({ maxLength: PAGE_TOKEN_MAX_LENGTH, description: 'next_page_token of the page before, of the same list.' }),
  ),
})
export type ListVerificationFailuresQuery = Type.Static<typeof ListVerificationFailuresQuery>

export const VerificationFailureCount = Type.Object(
  {
    start_time: time('The minute in which they were refused.'),
    key_id: Type.String({ description: 'The key; empty for credentials that belong to none.' }),
    error_code: VerificationErrorCode,
    ip: Type.String({ description: 'Where they came from; empty for addresses that are unknown or not told apart.' }),
    count: int64Text('How many.'),
  },
  { title: 'VerificationFailureCount', description: 'Refusals of one key, for one reason, from one address, in one minute.' },
)
export type VerificationFailureCount = Type.Static<typeof VerificationFailureCount>

export const ListVerificationFailuresResponse = Type.Object(
  {
    verification_failures: Type.Array(VerificationFailureCount, { description: 'Those of the latest minute first.' }),
    next_page_token: Type.String({ description: 'For the next page; empty on the last.' }),
  },
  { title: 'ListVerificationFailuresResponse', description: 'One page of refusals.' },
)
export type ListVerificationFailuresResponse = Type.Static<typeof ListVerificationFailuresResponse>
