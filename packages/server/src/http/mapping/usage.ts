import type {
  ListVerificationFailuresQuery,
  QueryUsageQuery,
  QueryUsageResponse,
  UsageBucket,
  UsageCounts,
  VerificationFailureCount,
  UsageSource as WireSource,
} from '@latchkey/contract/messages/usage'
import { USAGE_TOP_DEFAULT } from '@latchkey/contract/messages/usage'
import { invalidField } from '@latchkey/core/errors/domain-error'
import { formatInstant } from '@latchkey/core/key/instant-text'
import { parseInstant } from '@latchkey/core/key/list-filter-instant'
import type { Instant } from '@latchkey/core/ports/clock'
import type { FailureCount, UsageGroup, UsageQuery, UsageSource } from '@latchkey/core/ports/usage-store'
import type { ListFailuresRequest } from '@latchkey/core/usage/list-failures'
import type { QueryUsageRequest, UsageReport } from '@latchkey/core/usage/query-usage'
import { addCounts, emptyCounts, type OutcomeCounts, sumOfCounts, usageOutcomes } from '@latchkey/core/usage/usage-event'
import type { UsagePeriod } from '@latchkey/core/usage/usage-period'
import { wireFailureOf } from './verification.ts'

type Granularity = QueryUsageResponse['granularity']
type Grouping = QueryUsageResponse['group_by']

const periodOf = { MINUTE: 'minute', HOUR: 'hour', DAY: 'day' } as const satisfies Record<Granularity, UsagePeriod>
const groupingOf = { OUTCOME: 'none', KEY: 'key', ACTOR: 'actor' } as const satisfies Record<Grouping, UsageQuery['groupBy']>

const DEFAULT_GRANULARITY: Granularity = 'HOUR'
const DEFAULT_GROUPING: Grouping = 'OUTCOME'

export const usageRequestFromWire = (query: QueryUsageQuery): QueryUsageRequest => ({
  startAt: instantFrom('start_time', query.start_time),
  endAt: instantFrom('end_time', query.end_time),
  period: periodOf[query.granularity ?? DEFAULT_GRANULARITY],
  groupBy: groupingOf[query.group_by ?? DEFAULT_GROUPING],
  top: query.top ?? USAGE_TOP_DEFAULT,
  keyId: query.key_id,
  actorId: query.actor_id,
})

export const failuresRequestFromWire = (query: ListVerificationFailuresQuery): ListFailuresRequest => ({
  keyId: query.key_id,
  startAt: instantFrom('start_time', query.start_time),
  endAt: instantFrom('end_time', query.end_time),
  pageSize: query.page_size ?? 0,
  pageToken: query.page_token ?? '',
})

export function usageToWire(report: UsageReport, query: QueryUsageQuery, isRecording: boolean): QueryUsageResponse {
  const total = emptyCounts()
  for (const { counts } of report.groups) addCounts(total, counts)
  const grouping = query.group_by ?? DEFAULT_GROUPING
  const isGrouped = grouping !== 'OUTCOME'
  const named = report.groups.map((group) => ({ group, facts: groupFacts(group, isGrouped) }))
  return {
    start_time: formatInstant(report.from),
    end_time: formatInstant(report.to),
    granularity: query.granularity ?? DEFAULT_GRANULARITY,
    group_by: grouping,
    recording: isRecording,
    total: countsToWire(total),
    groups: isGrouped ? named.map(({ group, facts }) => ({ ...facts, counts: countsToWire(group.counts) })) : [],
    buckets: named
      .flatMap(({ group, facts }) => group.slots.map((slot) => ({ slot, facts })))
      .sort((a, b) => a.slot.startsAt - b.slot.startsAt)
      .map(
        ({ slot, facts }): UsageBucket => ({
          start_time: formatInstant(slot.startsAt),
          ...facts,
          counts: countsToWire(slot.counts),
        }),
      ),
  }
}

export const sourceToWire = ({ ip, firstSeenAt, lastSeenAt, count }: UsageSource): WireSource => ({
  ip,
  first_seen_time: formatInstant(firstSeenAt),
  last_seen_time: formatInstant(lastSeenAt),
  count: String(count),
})

export const failureToWire = ({ minute, keyId, outcome, ip, count }: FailureCount): VerificationFailureCount => ({
  start_time: formatInstant(minute),
  key_id: keyId,
  error_code: outcome === 'valid' ? 'VERIFICATION_ERROR_UNSPECIFIED' : wireFailureOf[outcome].code,
  ip,
  count: String(count),
})

const groupFacts = ({ name }: UsageGroup, isGrouped: boolean): Pick<UsageBucket, 'group' | 'is_rest'> => ({
  group: name ?? '',
  is_rest: isGrouped && name === undefined,
})

function countsToWire(counts: OutcomeCounts): UsageCounts {
  const named = usageOutcomes.map((outcome, index) => [outcome, String(counts[index] ?? 0)] as const)
  return { total: String(sumOfCounts(counts)), ...(Object.fromEntries(named) as Omit<UsageCounts, 'total'>) }
}

function instantFrom(field: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined
  const instant = parseInstant(text)
  if (instant === undefined) throw invalidField(field, 'must be a time of RFC 3339')
  return instant
}
