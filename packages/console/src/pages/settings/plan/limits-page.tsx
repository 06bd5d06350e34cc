import type { WorkspaceLimits } from '@latchkey/contract/messages/console'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { isGone } from '../../../api/failure.ts'
import { projectsQuery } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { buttonClass } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { EmptyState, FailurePanel, Panel, Skeleton } from '../../../ui/panel.tsx'
import { ExpiredKeys } from '../../keys/issue/expired-keys.tsx'
import { limitsQuery } from '../settings-queries.ts'
import { isNear, LimitMeter, NearLimit, type Use } from './limit-meter.tsx'

/** What the operator's plan allows, and how much of it is used. */
export function LimitsPage() {
  const { project: address } = useParams({ strict: false }) as { project: string }
  const projects = useQuery(projectsQuery)
  const found = projects.data?.find(({ id, slug }) => id === address || slug === address)
  const { data, error, refetch } = useQuery({ ...limitsQuery(found?.workspace_id ?? ''), enabled: found !== undefined })
  const fault = projects.error ?? error
  return (
    <Page title={t('Limits')} lead={t('What the plan of the workspace allows, and how much of it is used.')}>
      {isGone(fault) && (
        <EmptyState title={t('Only members of the workspace see its limits')}>
          {t('You are a member of this project only. Ask an owner of the workspace.')}
        </EmptyState>
      )}
      {fault !== null && !isGone(fault) && (
        <FailurePanel
          what={t('The limits could not be loaded')}
          error={fault}
          onRetry={() => void (found === undefined ? projects : { refetch }).refetch()}
        />
      )}
      {fault === null && data === undefined && <Skeleton rows={3} height={80} />}
      {data !== undefined && <Limits address={address} project={found?.id} limits={data} />}
    </Page>
  )
}

function Limits({
  address,
  project,
  limits,
}: {
  readonly address: string
  readonly project: string | undefined
  readonly limits: WorkspaceLimits
}) {
  const keys: Use = { used: limits.projects.find(({ id }) => id === project)?.api_keys ?? 0, max: limits.api_keys_max }
  const projects: Use = { used: limits.projects.length, max: limits.projects_max }
  return (
    <>
      {isNear(keys) && (
        <NearLimit
          use={keys}
          near={t('This project has nearly all the keys that the plan allows')}
          reached={t('This project has all the keys that the plan allows')}
          consequence={t('Issuing or importing another key is refused until one is revoked. Keys that exist keep working.')}
        >
          <p>{t('Expired keys count as well until they are revoked.')}</p>
          <ExpiredKeys project={address} />
          <Link
            to={'/projects/$project/api-keys/keys' as '/'}
            params={{ project: address } as never}
            search={{ status: 'EXPIRED' } as never}
            className={buttonClass()}
          >
            {t('Look at expired keys')}
          </Link>
        </NearLimit>
      )}
      {isNear(projects) && (
        <NearLimit
          use={projects}
          near={t('The workspace has nearly all the projects that the plan allows')}
          reached={t('The workspace has all the projects that the plan allows')}
          consequence={t('Creating another project is refused until one is deleted.')}
        />
      )}
      <Panel title={limits.plan === '' ? t('Default plan') : t('Plan {name}', { name: limits.plan })}>
        <div className="grid gap-x-12 gap-y-6 sm:grid-cols-2">
          <LimitMeter label={t('Keys of this project')} use={keys} hint={t('Issued and imported, not revoked.')} />
          <LimitMeter label={t('Projects of the workspace')} use={projects} />
        </div>
        <dl className="mt-6 grid gap-x-6 gap-y-2 sm:grid-cols-[240px_1fr]">
          <dt className="text-muted">{t('Verification cache')}</dt>
          <dd>{limits.cache ? t('Allowed') : t('Not part of the plan')}</dd>
          <dt className="text-muted">{t('Rate limits of keys')}</dt>
          <dd>{limits.rate_limit ? t('May be enforced') : t('Not part of the plan')}</dd>
        </dl>
        <p className="mt-4 text-muted">{t('The operator of this server sets these limits in its configuration.')}</p>
      </Panel>
    </>
  )
}
