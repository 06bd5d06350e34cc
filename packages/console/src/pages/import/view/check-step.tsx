import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Note, Panel } from '../../../ui/panel.tsx'
import type { SheetFacts } from '../sheet/import-sheet.ts'
import type { Import } from '../use-import.ts'
import { fieldName } from './problem-text.ts'
import { RowTable } from './row-table.tsx'

/** What was read and what is wrong with it, before anything is sent. */
export function CheckStep({
  work,
  facts,
  disabledBecause,
}: {
  readonly work: Import
  readonly facts: SheetFacts
  readonly disabledBecause: string | undefined
}) {
  const { problems, ready, total } = facts.counts
  return (
    <Panel
      title={t('2. Check')}
      actions={
        <div className="flex flex-wrap gap-2">
          <Button onClick={work.startOver}>{t('Choose another file')}</Button>
          <Button
            look="primary"
            disabled={ready === 0 || disabledBecause !== undefined}
            aria-describedby="import-why"
            onClick={() => void work.run()}
          >
            {t('{count, plural, one {Import # key} other {Import # keys}}', { count: ready })}
          </Button>
        </div>
      }
    >
      <div className="grid gap-4">
        <p id="import-why" className="text-muted">
          {disabledBecause ??
            (ready === 0
              ? t('No row is ready. Edit the rows below, or choose a corrected file.')
              : t('Nothing has been sent yet.'))}
        </p>
        <div role="status">
          <Note
            tone={problems === 0 ? 'ok' : 'warn'}
            title={t('{name}: {total, plural, one {# row} other {# rows}}, {ready} ready, {problems} with problems', {
              name: work.state.fileName,
              total,
              ready: formatNumber(ready),
              problems: formatNumber(problems),
            })}
          >
            {problems > 0 && t('Rows with problems are left out. Edit them here, or mend the file and choose it again.')}
          </Note>
        </div>
        <Columns facts={facts} />
        <RowTable work={work} filters={['all', 'problems']} first={problems > 0 ? 'problems' : 'all'} editable />
      </div>
    </Panel>
  )
}

const delimiterNames = (): Readonly<Record<string, string>> => ({
  ',': t('comma'),
  ';': t('semicolon'),
  '\t': t('tab'),
  '|': t('bar'),
})

function Columns({ facts: { format, delimiter, columns } }: { readonly facts: SheetFacts }) {
  const ignored = columns.filter(({ field }) => field === undefined).map(({ heading }) => heading)
  return (
    <details>
      <summary>
        {t('Read as {format}', { format: format.toUpperCase() })}
        {delimiter !== undefined && t(', separated by {delimiter}', { delimiter: delimiterNames()[delimiter] })}
        {ignored.length > 0 && t('; {count, plural, one {# column} other {# columns}} left out', { count: ignored.length })}
      </summary>
      <ul className="mt-2 grid gap-1">
        {columns.map(({ heading, field }) => (
          <li key={heading}>
            <code>{heading}</code> → {field === undefined ? t('left out') : fieldName(field)}
          </li>
        ))}
      </ul>
    </details>
  )
}
