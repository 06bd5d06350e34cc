import type { UsageCounts, UsageReport, UsageSource, VerificationFailureCount } from '@latchkey/sdk'
import type { Table } from '../output/table.ts'

/** Slots as rows for people: what was valid, and what was not by outcome. */
export function usageTable({ buckets, total, group_by }: UsageReport): Table {
  const isGrouped = group_by !== 'OUTCOME'
  const head = isGrouped ? ['Start', group_by === 'KEY' ? 'Key id' : 'Actor'] : ['Start']
  const outcomes = shownOutcomes(total)
  const figures = (counts: UsageCounts): readonly string[] => outcomes.map((outcome) => counts[outcome])
  return {
    columns: [...head, ...outcomes.map(heading)],
    rows: [
      ...buckets.map((bucket) => [
        bucket.start_time,
        ...(isGrouped ? [bucket.is_rest ? '(others)' : keyText(bucket.group)] : []),
        ...figures(bucket.counts),
      ]),
      ['all', ...(isGrouped ? [''] : []), ...figures(total)],
    ],
  }
}

export const sourceTable = (sources: readonly UsageSource[]): Table => ({
  columns: ['Address', 'First seen', 'Last seen', 'Verifications'],
  rows: sources.map((source) => [source.ip || '(others)', source.first_seen_time, source.last_seen_time, source.count]),
})

export const failureTable = (failures: readonly VerificationFailureCount[]): Table => ({
  columns: ['Minute', 'Key id', 'Error', 'Address', 'Count'],
  rows: failures.map(({ start_time, key_id, error_code, ip, count }) => [
    start_time,
    keyText(key_id),
    error_code.replace('VERIFICATION_ERROR_', '').toLowerCase(),
    ip || '(others)',
    count,
  ]),
})

const keyText = (name: string): string => (name === '' ? '(none)' : name)

/** Those that have happened; always the sum and what was valid. */
const shownOutcomes = (total: UsageCounts): readonly (keyof UsageCounts)[] =>
  (Object.keys(total) as (keyof UsageCounts)[]).filter((name) => name === 'total' || name === 'valid' || total[name] !== '0')

const heading = (outcome: string): string => outcome.replaceAll('_', ' ')
