import { formatNumber } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { FailurePanel, Note, Panel } from '../../../ui/panel.tsx'
import type { SheetFacts } from '../sheet/import-sheet.ts'
import type { Import } from '../use-import.ts'
import { RowTable } from './row-table.tsx'

/** While rows are sent, and while that is held up. */
export function RunStep({ work, facts }: { readonly work: Import; readonly facts: SheetFacts }) {
  const { imported, failed, ready } = facts.counts
  const done = imported + failed
  const isRunning = work.state.stage === 'running'
  return (
    <Panel title={t('3. Import')}>
      <div className="grid gap-4">
        <progress
          className="h-3 w-full accent-(--accent)"
          aria-label={t('Imported so far')}
          value={done}
          max={Math.max(1, done + ready)}
        />
        <p role="status">
          {t('{done} of {all} sent: {imported} imported, {failed} refused', {
            done: formatNumber(done),
            all: formatNumber(done + ready),
            imported: formatNumber(imported),
            failed: formatNumber(failed),
          })}
        </p>
        <HaltNote work={work} remaining={ready} />
        <div className="flex flex-wrap gap-2">
          {isRunning && <Button onClick={work.pause}>{t('Pause')}</Button>}
          {!isRunning && work.state.halt !== 'failure' && (
            <Button look="primary" onClick={() => void work.run()}>
              {work.state.halt === 'quota' ? t('Try again') : t('Continue')}
            </Button>
          )}
          <Button onClick={work.cancel}>{t('Cancel the rest')}</Button>
        </div>
      </div>
    </Panel>
  )
}

function HaltNote({ work, remaining }: { readonly work: Import; readonly remaining: number }) {
  const { halt, failure } = work.state
  if (halt === 'failure') {
    return <FailurePanel what={t('The import is held up')} error={failure} onRetry={() => void work.run()} />
  }
  if (halt === 'paused') return <Note tone="info">{t('Paused. What was sent stays imported.')}</Note>
  if (halt !== 'quota') return null
  return (
    <div role="alert">
      <Note
        tone="warn"
        title={t('The project has no room for more keys. {count, plural, one {# row was} other {# rows were}} not sent.', {
          count: remaining,
        })}
      >
        {t('Revoke keys that nobody needs (expired ones count too), or raise the limit of the plan. Then try again.')}
      </Note>
    </div>
  )
}

/** What became of every row. */
export function ResultStep({ work, facts }: { readonly work: Import; readonly facts: SheetFacts }) {
  const { imported, failed, problems, ready } = facts.counts
  const left = failed + problems
  return (
    <Panel title={t('4. Result')} actions={<Button onClick={work.startOver}>{t('Import another file')}</Button>}>
      <div className="grid gap-4">
        <div role="status">
          <Note
            tone={failed + problems + ready === 0 ? 'ok' : 'warn'}
            title={t('{imported} imported, {failed} failed, {left} not sent', {
              imported: formatNumber(imported),
              failed: formatNumber(failed),
              left: formatNumber(problems + ready),
            })}
          >
            {left > 0 && t('Edit the rows that failed and send them again: keys that are imported already are not sent twice.')}
          </Note>
        </div>
        <ResultActions work={work} failed={failed} ready={ready} left={left} />
        <RowTable
          work={work}
          filters={['all', 'failed', 'problems', 'imported']}
          first={(failed > 0 && 'failed') || (problems > 0 && 'problems') || 'all'}
          editable
        />
      </div>
    </Panel>
  )
}

const ResultActions = ({
  work,
  failed,
  ready,
  left,
}: {
  readonly work: Import
  readonly failed: number
  readonly ready: number
  readonly left: number
}) => (
  <div className="grid gap-2">
    <div className="flex flex-wrap gap-2">
      {ready > 0 && (
        <Button look="primary" onClick={() => void work.run()}>
          {t('{count, plural, one {Send # row that is ready} other {Send # rows that are ready}}', { count: ready })}
        </Button>
      )}
      {failed > 0 && (
        <Button onClick={() => void work.retryFailed()}>
          {t('{count, plural, one {Retry # failed row as it is} other {Retry # failed rows as they are}}', { count: failed })}
        </Button>
      )}
      <Button onClick={() => void work.saveResults()}>{t('Download results')}</Button>
      {left > 0 && <Button onClick={() => void work.saveFailed()}>{t('Download failed rows with their keys')}</Button>}
    </div>
    {left > 0 && (
      <p className="text-table text-muted">
        {t(
          'The results name rows, ids and reasons, never a key. The file with failed rows holds keys in the clear: delete it when you are done.',
        )}
      </p>
    )}
  </div>
)
