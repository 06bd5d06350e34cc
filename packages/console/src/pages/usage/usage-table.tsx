import { formatNumber } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { Table, Td, Th } from '../../ui/table.tsx'
import type { Figures } from './usage-figures.ts'

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The figures of the chart, the latest first; slots without verifications are left out. */
export const UsageTable = ({ figures: { series, slots, totals } }: { readonly figures: Figures }) => (
  <Table
    label={t('Verifications over time')}
    head={
      <>
        <Th>{t('Time')}</Th>
        {series.map(({ id, name }) => (
          <Th key={id}>{name}</Th>
        ))}
        <Th>{t('All')}</Th>
      </>
    }
  >
    <FigureRow name={t('Whole range')} values={totals} />
    {slots
      .filter(({ values }) => sum(values) > 0)
      .reverse()
      .map(({ name, state, values }) => (
        <FigureRow key={name} name={state === 'filling' ? `${name} (${t('still filling')})` : name} values={values} />
      ))}
  </Table>
)

const FigureRow = ({ name, values }: { readonly name: string; readonly values: readonly number[] }) => (
  <tr>
    <th scope="row" className="h-[var(--row)] border-t border-line px-3 text-start font-medium whitespace-nowrap">
      {name}
    </th>
    {values.map((value, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
      <Td key={index}>{formatNumber(value)}</Td>
    ))}
    <Td>{formatNumber(sum(values))}</Td>
  </tr>
)
