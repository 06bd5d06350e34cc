import type { ProjectMetadata } from '@latchkey/contract/messages/projects'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useWorkspaceRights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState, FailurePanel, Panel, Skeleton } from '../../ui/panel.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { environmentName } from '../settings/general/environment.ts'
import { CreateProjectDialog } from './create-project-dialog.tsx'
import { workspaceProjectsQuery } from './workspace-queries.ts'

export function WorkspaceProjects({ workspace }: { readonly workspace: string }) {
  const { data: projects, error, refetch } = useQuery(workspaceProjectsQuery(workspace))
  const mayCreate = useWorkspaceRights(workspace).mayControl('projects:create')
  const [creating, setCreating] = useState(false)
  return (
    <Panel
      title={t('Projects')}
      actions={
        mayCreate && (
          <Button look="primary" onClick={() => setCreating(true)}>
            {t('Create project')}
          </Button>
        )
      }
    >
      {!mayCreate && <p className="mb-4 text-muted">{t('Only owners and developers create projects.')}</p>}
      {error !== null && (
        <FailurePanel what={t('The projects could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && projects === undefined && <Skeleton rows={2} height={44} />}
      {projects?.length === 0 && <EmptyState title={t('No projects yet')} />}
      {projects !== undefined && projects.length > 0 && <ProjectTable projects={projects} />}
      {creating && <CreateProjectDialog workspace={workspace} onClose={() => setCreating(false)} />}
    </Panel>
  )
}

const ProjectTable = ({ projects }: { readonly projects: readonly ProjectMetadata[] }) => (
  <Table
    label={t('Projects')}
    head={
      <>
        <Th>{t('Name')}</Th>
        <Th>{t('Environment')}</Th>
        <Th>{t('State')}</Th>
        <Th>{t('Created')}</Th>
      </>
    }
  >
    {projects.map(({ id, slug, name, environment, state, created_at }) => (
      <tr key={id}>
        <Td className="min-w-40 py-2">
          <Link to="/projects/$project/home" params={{ project: slug }} className="font-medium" translate="no">
            {name}
          </Link>
          <code className="block text-muted" translate="no" data-private>
            {slug}
          </code>
        </Td>
        <Td>{environmentName(environment)}</Td>
        <Td>
          {state === 'running' ? (
            <Badge tone="ok" sign="●">
              {t('Running')}
            </Badge>
          ) : (
            <Badge tone="warn" sign="◷">
              {t('Suspended')}
            </Badge>
          )}
        </Td>
        <Td>
          <Time at={created_at} />
        </Td>
      </tr>
    ))}
  </Table>
)
