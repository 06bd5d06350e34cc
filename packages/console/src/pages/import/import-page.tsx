import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useRights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { FailurePanel } from '../../ui/panel.tsx'
import { limitsQuery, UNKNOWN_LIMITS } from './import-queries.ts'
import { useImport } from './use-import.ts'
import { CheckStep } from './view/check-step.tsx'
import { LeaveGuard } from './view/leave-guard.tsx'
import { ResultStep, RunStep } from './view/run-step.tsx'
import { SourceStep } from './view/source-step.tsx'

/** Keys that were generated elsewhere, many at once. */
export function ImportPage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { data: limits = UNKNOWN_LIMITS } = useQuery(limitsQuery(project))
  const rights = useRights(project)
  const work = useImport(project, limits)
  const { stage, facts, problem, failure, fileName } = work.state
  const disabledBecause =
    rights.role !== undefined && !rights.may('keys:import')
      ? t('Viewers cannot import keys. Ask an owner or a developer of this project.')
      : undefined
  const left = facts === undefined ? 0 : facts.counts.total - facts.counts.imported
  return (
    <Page
      title={t('Import keys')}
      lead={t('Take over keys that another system issued, so that their holders need not change anything.')}
      actions={
        <Link
          to={'/projects/$project/api-keys/keys' as string}
          params={{ project } as never}
          search={{ tab: 'imported' } as never}
          className={buttonClass()}
        >
          {t('Imported keys')}
        </Link>
      }
    >
      {(stage === 'source' || stage === 'reading') && (
        <>
          {failure !== undefined && (
            <FailurePanel what={t('The rows could not be read')} error={failure} onRetry={work.startOver} />
          )}
          <SourceStep
            problem={problem}
            fileName={fileName}
            busy={stage === 'reading'}
            disabledBecause={disabledBecause}
            onRead={(source, name) => void work.read(source, name)}
          />
        </>
      )}
      {facts !== undefined && stage === 'check' && <CheckStep work={work} facts={facts} disabledBecause={disabledBecause} />}
      {facts !== undefined && (stage === 'running' || stage === 'halted') && <RunStep work={work} facts={facts} />}
      {facts !== undefined && stage === 'done' && <ResultStep work={work} facts={facts} />}
      <LeaveGuard active={stage !== 'source' && left > 0} running={stage === 'running'} />
    </Page>
  )
}
