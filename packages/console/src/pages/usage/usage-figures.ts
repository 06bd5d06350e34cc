import type { UsageReport } from '@latchkey/sdk/messages'
import { codeSeries, groupSeries, type Series } from '../../charts/outcome-series.ts'
import { countOf } from '../../charts/outcomes.ts'
import type { Slot } from '../../charts/stacked-bars.tsx'
import { slotName, slotShortName } from './slot-names.ts'
import { keptForMs, slotMs } from './usage-range.ts'

export interface FigureSlot extends Slot {
  readonly start: string
  readonly end: string
}

export interface Figures {
  readonly series: readonly Series[]
  readonly slots: readonly FigureSlot[]
  /** As `series`. */
  readonly totals: readonly number[]
}

/** A report as the chart, the table and the file show it: every slot of its range, also those without verifications. */
export function figuresOf(report: UsageReport, { codes, now }: { readonly codes: boolean; readonly now: number }): Figures {
  const series = seriesOf(report, codes)
  const found = new Map(report.buckets.map(({ start_time, counts }) => [Date.parse(start_time), counts]))
  const length = slotMs[report.granularity]
  const first = Date.parse(report.start_time)
  const count = Math.round((Date.parse(report.end_time) - first) / length)
  const slots = Array.from({ length: count }, (_, index): FigureSlot => {
    const start = first + index * length
    const counts = found.get(start)
    return {
      start: new Date(start).toISOString(),
      end: new Date(start + length).toISOString(),
      name: slotName(start, start + length),
      shortName: slotShortName(start, report.granularity),
      values: series.map((one) => (counts === undefined ? 0 : countOf(counts, one.codes))),
      state: stateOf(start + length, now, counts === undefined ? keptForMs[report.granularity] : Number.POSITIVE_INFINITY),
    }
  })
  return { series, slots, totals: series.map((one) => countOf(report.total, one.codes)) }
}

function stateOf(end: number, now: number, keptMs: number): Slot['state'] {
  if (end > now) return 'filling'
  return now - end > keptMs ? 'not-kept' : 'whole'
}

/** The groups always; of the codes those that occur. */
const seriesOf = ({ total }: UsageReport, codes: boolean): readonly Series[] =>
  codes ? codeSeries().filter((one) => one.id === 'valid' || countOf(total, one.codes) > 0) : groupSeries()
