import type { Project } from '@latchkey/contract/messages/projects'
import { useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { projectChanged } from '../settings-queries.ts'

/** Suspends and resumes the whole project. */
export function ProjectState({ address, project }: { readonly address: string; readonly project: Project }) {
  const maySuspend = useRights(address).mayControl('project:suspend')
  const [asking, setAsking] = useState(false)
  const isRunning = project.state === 'running'
  const act = async (): Promise<void> => {
    await (isRunning ? controlPlane.projects.suspend(address) : controlPlane.projects.resume(address))
    await projectChanged(address)
  }
  const verb = isRunning ? t('Suspend project') : t('Resume project')
  return (
    <Panel title={verb}>
      <p className="max-w-[72ch]">
        {isRunning
          ? t('Stops every call with the keys of this project until it is resumed. Nothing is lost.')
          : t('The project is suspended: every call with its keys is refused. Resuming lets them through again.')}
      </p>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button disabled={!maySuspend} onClick={() => setAsking(true)}>
          {verb}
        </Button>
        {!maySuspend && <span className="text-muted">{t('Only owners suspend and resume a project.')}</span>}
      </div>
      {asking && (
        <ConfirmDialog
          title={isRunning ? t('Suspend {name}?', { name: project.name }) : t('Resume {name}?', { name: project.name })}
          action={verb}
          look={isRunning ? 'danger' : 'primary'}
          onConfirm={act}
          onClose={() => setAsking(false)}
        >
          <p>
            {isRunning
              ? t('All verifications of this project are refused until somebody resumes it.')
              : t('Keys that are active verify again at once.')}
          </p>
        </ConfirmDialog>
      )}
    </Panel>
  )
}
