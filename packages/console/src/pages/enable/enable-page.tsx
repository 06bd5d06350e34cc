import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { consolePath } from '../../api/addresses.ts'
import { controlPlane } from '../../api/clients.ts'
import { useRights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { FailurePanel, Panel, Skeleton } from '../../ui/panel.tsx'
import { ownPath } from '../entrance/own-path.ts'
import { projectSettingsQuery } from './enable-queries.ts'
import type { EnableSearch } from './enable-search.ts'
import { type EnablingState, EnablingSteps } from './enabling-steps.tsx'
import { WhatIsMade } from './what-is-made.tsx'

export function EnablePage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { data, error, refetch } = useQuery({ ...projectSettingsQuery(project), refetchInterval: pollWhileOff })
  useLeaveWhenEnabled(project, data?.services.talos.enabled === true)
  return (
    <Page
      title={t('Enable API keys')}
      lead={t('This project does not issue or verify keys yet. Nothing changes for anybody until you issue the first one.')}
    >
      {error !== null && (
        <FailurePanel what={t('The project could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {data === undefined && error === null && <Skeleton rows={5} />}
      {data !== undefined && (
        <Panel title={t('What you get')}>
          <WhatIsMade settings={data.services.talos.config} />
          <EnableForm project={project} />
        </Panel>
      )}
    </Page>
  )
}

/** Somebody else, or this person in another tab, may enable it, too. */
const pollWhileOff = ({
  state,
}: {
  readonly state: { readonly data?: { services: { talos: { enabled: boolean } } } | undefined }
}) => (state.data?.services.talos.enabled === true ? false : 3_000)

function EnableForm({ project }: { readonly project: string }) {
  const rights = useRights(project)
  const queries = useQueryClient()
  const [state, setState] = useState<EnablingState>({ at: 'idle' })
  const may = rights.mayControl('project:enable')
  const enable = async (): Promise<void> => {
    setState({ at: 'enabling' })
    try {
      const enabled = await controlPlane.projects.enable(project)
      setState({ at: 'enabled' })
      queries.setQueryData(projectSettingsQuery(project).queryKey, enabled)
      await queries.invalidateQueries({ queryKey: ['projects'] })
    } catch (error) {
      setState({ at: 'failed', error })
    }
  }
  return (
    <div className="mt-6 grid gap-4">
      <EnablingSteps state={state} onRetry={() => void enable()} />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          busy={state.at === 'enabling'}
          disabled={!may}
          aria-describedby={may ? undefined : 'why-not'}
          onClick={() => void enable()}
        >
          {t('Enable API keys')}
        </Button>
        {!may && (
          <p id="why-not" className="text-muted">
            {t('Your role here is to look. An owner or a developer of the project can enable API keys.')}
          </p>
        )}
      </div>
    </div>
  )
}

/** On to where the person wanted, or to the keys. */
function useLeaveWhenEnabled(project: string, isEnabled: boolean): void {
  const { next } = useSearch({ strict: false }) as EnableSearch
  const navigate = useNavigate()
  useEffect(() => {
    if (!isEnabled) return
    const href = next === undefined ? `${consolePath}/projects/${project}/api-keys/keys` : ownPath(next)
    void navigate({ href, replace: true })
  }, [isEnabled, next, navigate, project])
}
