import type { UsageCounts, UsageReport } from '@latchkey/sdk/messages'
import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { slotsOf } from '../key-detail-queries.ts'
import type { UsageRange } from '../key-detail-search.ts'

const groups = ['valid', 'limited', 'rejected', 'error'] as const
export type OutcomeGroup = (typeof groups)[number]

/** Outcomes as people tell them apart; together they are all. */
export function groupsOf(counts: UsageCounts): Readonly<Record<OutcomeGroup, number>> {
  const [total, valid, limited, error] = [counts.total, counts.valid, counts.rate_limited, counts.internal].map(Number) as [
    number,
    number,
    number,
    number,
  ]
  return { valid, limited, error, rejected: total - valid - limited - error }
}

export const groupName = (group: OutcomeGroup): string =>
  ({ valid: t('Valid'), limited: t('Rate limited'), rejected: t('Rejected'), error: t('Error') })[group]

const fills: Readonly<Record<OutcomeGroup, string>> = {
  valid: 'fill-(--chart-valid)',
  limited: 'fill-(--chart-limited)',
  rejected: 'fill-(--chart-rejected)',
  error: 'fill-(--chart-error)',
}

export const groupSwatch: Readonly<Record<OutcomeGroup, string>> = {
  valid: 'bg-(--chart-valid)',
  limited: 'bg-(--chart-limited)',
  rejected: 'bg-(--chart-rejected)',
  error: 'bg-(--chart-error)',
}

const HEIGHT = 64
const STEP = 10
const BAR = 8

/** Verifications over time as stacked bars; the words beside it say the same. */
export function UsageBars({
  label,
  range,
  report,
}: {
  readonly label: string
  readonly range: UsageRange
  readonly report: UsageReport | undefined
}) {
  const { slotMs, count } = slotsOf(range)
  const first = report === undefined ? 0 : Date.parse(report.start_time)
  const bars = (report?.buckets ?? []).map(({ start_time, counts }) => ({
    slot: Math.round((Date.parse(start_time) - first) / slotMs),
    parts: groupsOf(counts),
    total: Number(counts.total),
  }))
  const highest = Math.max(1, ...bars.map(({ total }) => total))
  const text = t('{label}: {count} verifications', { label, count: formatNumber(Number(report?.total.total ?? 0)) })
  return (
    <svg
      role="img"
      aria-label={text}
      viewBox={`0 0 ${count * STEP} ${HEIGHT + 1}`}
      preserveAspectRatio="none"
      className="h-16 w-full"
    >
      <line x1={0} x2={count * STEP} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} className="stroke-line" />
      {bars.map(({ slot, parts }) => (
        <Stack key={slot} x={slot * STEP} parts={parts} scale={HEIGHT / highest} />
      ))}
    </svg>
  )
}

function Stack({ x, parts, scale }: { readonly x: number; readonly parts: ReturnType<typeof groupsOf>; readonly scale: number }) {
  let top = HEIGHT
  return groups.map((group) => {
    const height = parts[group] * scale
    top -= height
    return height === 0 ? null : <rect key={group} x={x} y={top} width={BAR} height={height} className={fills[group]} />
  })
}
