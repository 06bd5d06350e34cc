import { useId } from 'react'
import { formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/i18n.ts'
import type { Series } from './outcome-series.ts'
import { fillOf, SeriesPattern } from './patterns.tsx'

/** What stands for what, in the order of the stack from the ground up, with the sum of each. */
export function Legend({ series, totals }: { readonly series: readonly Series[]; readonly totals: readonly number[] }) {
  const prefix = useId()
  return (
    <ol aria-label={t('Outcomes')} className="flex flex-wrap gap-x-6 gap-y-2 text-table">
      {series.map((one, index) => (
        <li key={one.id} className="flex items-center gap-2">
          <svg width="16" height="16" aria-hidden="true" className="shrink-0 rounded-sm">
            <defs>
              <SeriesPattern id={`${prefix}-${one.id}`} color={one.color} name={one.pattern} />
            </defs>
            <rect width="16" height="16" style={{ fill: fillOf(prefix, one) }} />
          </svg>
          <span>{one.name}</span>
          <strong className="font-semibold">{formatNumber(totals[index] ?? 0)}</strong>
        </li>
      ))}
    </ol>
  )
}
