import type { Project } from '@latchkey/contract/messages/projects'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { queryClient } from '../../../api/query-client.ts'
import { projectsQuery, useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { toastSuccess } from '../../../ui/toast.tsx'

/** Final: the name is typed, and the server asks who it is. */
export function DeleteProject({ address, project }: { readonly address: string; readonly project: Project }) {
  const mayDelete = useRights(address).mayControl('project:delete')
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const remove = async (): Promise<void> => {
    await controlPlane.projects.delete(address)
    await queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey })
    toastSuccess(t('{name} is deleted', { name: project.name }))
    await navigate({ to: '/' })
    queryClient.removeQueries({ queryKey: ['project', address] })
  }
  return (
    <Panel title={t('Delete project')}>
      <p className="max-w-[72ch]">
        {t('Ends the project at once, with all of its keys, settings, usage and audit events. This cannot be undone.')}
      </p>
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button look="danger" disabled={!mayDelete} onClick={() => setAsking(true)}>
          {t('Delete project')}
        </Button>
        {!mayDelete && <span className="text-muted">{t('Only owners delete a project.')}</span>}
      </div>
      {asking && (
        <ConfirmDialog
          title={t('Delete {name} for ever?', { name: project.name })}
          action={t('Delete project for ever')}
          typedName={project.name}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        >
          <p>{t('Every key of this project stops working at once, and nobody can bring it back.')}</p>
        </ConfirmDialog>
      )}
    </Panel>
  )
}
