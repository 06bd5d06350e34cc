import type { Project } from '@latchkey/contract/messages/projects'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatInstant } from '../../../i18n/format.ts'
import { t } from '../../../i18n/i18n.ts'
import { Badge } from '../../../ui/badge.tsx'
import { CopyButton } from '../../../ui/copy.tsx'
import { Page } from '../../../ui/page.tsx'
import { FailurePanel, Panel, Skeleton } from '../../../ui/panel.tsx'
import { projectQuery } from '../settings-queries.ts'
import { DeleteProject } from './delete-project.tsx'
import { environmentName } from './environment.ts'
import { ProjectState } from './project-state.tsx'
import { RenameProject } from './rename-project.tsx'
import { Revisions } from './revisions.tsx'

export function GeneralPage() {
  const { project: address } = useParams({ strict: false }) as { project: string }
  const { data: project, error, refetch } = useQuery(projectQuery(address))
  return (
    <Page title={t('General')}>
      {error !== null && (
        <FailurePanel what={t('The project could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && project === undefined && <Skeleton rows={5} height={80} />}
      {project !== undefined && (
        <>
          <Panel title={t('Project')}>
            <div className="grid gap-6">
              <RenameProject key={project.revision_id} address={address} project={project} />
              <Facts project={project} />
            </div>
          </Panel>
          <Revisions project={address} />
          <ProjectState address={address} project={project} />
          <DeleteProject address={address} project={project} />
        </>
      )}
    </Page>
  )
}

const Facts = ({ project }: { readonly project: Project }) => (
  <dl className="grid gap-x-6 gap-y-3 sm:grid-cols-[160px_1fr]">
    <Fact term={t('State')}>
      {project.state === 'running' ? (
        <Badge tone="ok" sign="●">
          {t('Running')}
        </Badge>
      ) : (
        <Badge tone="warn" sign="◷">
          {t('Suspended')}
        </Badge>
      )}
    </Fact>
    <Fact term={t('Slug')}>
      <Copied text={project.slug} label={t('Copy slug')} />
    </Fact>
    <Fact term={t('Id')}>
      <Copied text={project.id} label={t('Copy project id')} />
    </Fact>
    <Fact term={t('Hosts')}>
      <ul className="grid gap-1">
        {project.hosts.map((host) => (
          <li key={host}>
            <Copied text={host} label={t('Copy host')} />
          </li>
        ))}
      </ul>
      <p className="text-table text-muted">{t('The operator of this server adds custom domains.')}</p>
    </Fact>
    <Fact term={t('Environment')}>{environmentName(project.environment)}</Fact>
    <Fact term={t('Created')}>
      <ExactTime at={project.created_at} />
    </Fact>
    <Fact term={t('Last changed')}>
      <ExactTime at={project.updated_at} />
    </Fact>
  </dl>
)

const Fact = ({ term, children }: { readonly term: string; readonly children: ReactNode }) => (
  <>
    <dt className="text-muted sm:py-1">{term}</dt>
    <dd className="sm:py-1">{children}</dd>
  </>
)

const ExactTime = ({ at }: { readonly at: string }) => <time dateTime={at}>{formatInstant(new Date(at))}</time>

const Copied = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <span className="inline-flex max-w-full items-center gap-1">
    <code translate="no" data-private className="break-all">
      {text}
    </code>
    <CopyButton text={text} label={label} className="-my-2 shrink-0" />
  </span>
)
