import type { UsageReport } from '@latchkey/sdk/messages'
import { useNavigate } from '@tanstack/react-router'
import { Legend } from '../../charts/legend.tsx'
import { StackedBars } from '../../charts/stacked-bars.tsx'
import { formatInstant, formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { Panel } from '../../ui/panel.tsx'
import { Switch } from '../../ui/switch.tsx'
import { type FigureSlot, figuresOf } from './usage-figures.ts'
import type { UsageSearch } from './usage-search.ts'
import { UsageTable } from './usage-table.tsx'

interface Props {
  readonly project: string
  readonly search: UsageSearch
  readonly report: UsageReport
  readonly updatedAt: number
}

/** The same figures as bars or as a table. */
export function VerificationsPanel({ project, search, report, updatedAt }: Props) {
  const navigate = useNavigate()
  const show = (changes: UsageSearch, replace = true): void =>
    void navigate({ to: '.', params: { project } as never, search: { ...search, ...changes } as never, replace })
  const figures = figuresOf(report, { codes: search.codes === true, now: Date.now() })
  const open = ({ start, end }: FigureSlot): void => {
    if (report.granularity !== 'MINUTE') {
      show({ range: 'custom', from: start, to: end }, false)
      return
    }
    void navigate({
      to: '/projects/$project/audit' as '/',
      params: { project } as never,
      search: { from: start, to: end } as never,
    })
  }
  return (
    <Panel
      title={t('Verifications')}
      actions={
        <div className="flex flex-wrap gap-2">
          <Switch
            label={t('Outcomes')}
            value={search.codes === true ? 'codes' : 'groups'}
            choices={[
              { value: 'groups', label: t('Groups') },
              { value: 'codes', label: t('Exact codes') },
            ]}
            onChoose={(chosen) => show({ codes: chosen === 'codes' })}
          />
          <Switch
            label={t('View')}
            value={search.view ?? 'chart'}
            choices={[
              { value: 'chart', label: t('Chart') },
              { value: 'table', label: t('Table') },
            ]}
            onChoose={(chosen) => show({ view: chosen as 'chart' | 'table' })}
          />
        </div>
      }
    >
      <div className="grid gap-4">
        <p>
          <strong className="text-title font-semibold">{formatNumber(Number(report.total.total))}</strong>{' '}
          <span className="text-muted">{t('verifications')}</span>
        </p>
        <Legend series={figures.series} totals={figures.totals} />
        {search.view === 'table' ? (
          <UsageTable figures={figures} />
        ) : (
          <StackedBars
            label={t('Verifications over time')}
            series={figures.series}
            slots={figures.slots}
            onOpen={(index) => {
              const slot = figures.slots[index]
              if (slot !== undefined) open(slot)
            }}
          />
        )}
        <Footnote granularity={report.granularity} updatedAt={updatedAt} slots={figures.slots} />
      </div>
    </Panel>
  )
}

const Footnote = ({
  granularity,
  updatedAt,
  slots,
}: {
  readonly granularity: UsageReport['granularity']
  readonly updatedAt: number
  readonly slots: readonly FigureSlot[]
}) => {
  const kept = {
    MINUTE: t('Figures by the minute are kept for 48 hours'),
    HOUR: t('Figures by the hour are kept for 90 days'),
    DAY: t('Figures by the day (of UTC) are kept for 400 days'),
  }[granularity]
  return (
    <div className="text-table text-muted">
      <p>
        {t('Last updated')} <time dateTime={new Date(updatedAt).toISOString()}>{formatInstant(new Date(updatedAt))}</time>.{' '}
        {t('The server writes its figures every few seconds; the hatched bar still fills.')}
      </p>
      <p>
        {t('{kept}, unless the operator of the server says otherwise.', { kept })}{' '}
        {slots.some(({ state }) => state === 'not-kept') && t('What is older is grey.')}
      </p>
    </div>
  )
}
