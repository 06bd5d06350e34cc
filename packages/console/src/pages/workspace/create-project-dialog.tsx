import type { ProjectEnvironment } from '@latchkey/contract/messages/projects'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { controlPlane } from '../../api/clients.ts'
import { failureOf, isOverQuota } from '../../api/failure.ts'
import { queryClient } from '../../api/query-client.ts'
import { projectsQuery } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { environmentChoices } from '../settings/general/environment.ts'

export function CreateProjectDialog({ workspace, onClose }: { readonly workspace: string; readonly onClose: () => void }) {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [environment, setEnvironment] = useState<ProjectEnvironment>('prod')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      const { slug } = await controlPlane.projects.create({ name, environment, workspace_id: workspace })
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: projectsQuery.queryKey }),
        queryClient.invalidateQueries({ queryKey: ['workspace', workspace] }),
      ])
      await navigate({ to: '/projects/$project/home', params: { project: slug } })
    } catch (error) {
      setProblem(
        isOverQuota(error)
          ? t('The plan of the workspace allows no further project. Delete one, or ask the operator of this server.')
          : failureOf(error).message,
      )
      setBusy(false)
    }
  }
  return (
    <Dialog open title={t('Create project')} onClose={onClose}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <div role="alert">{problem !== undefined && <Note tone="error">{problem}</Note>}</div>
        <TextField
          label={t('Name')}
          required
          autoFocus
          maxLength={256}
          hint={t('It gets keys, secrets and settings of its own.')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField
          label={t('Environment')}
          value={environment}
          choices={environmentChoices()}
          hint={t('A label. It cannot be changed later.')}
          onChoose={(chosen) => setEnvironment(chosen as ProjectEnvironment)}
        />
        <Actions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t('Create')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
