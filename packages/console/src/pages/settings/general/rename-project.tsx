import type { Project } from '@latchkey/contract/messages/projects'
import { type FormEvent, useState } from 'react'
import { controlPlane } from '../../../api/clients.ts'
import { failureOf, isStale } from '../../../api/failure.ts'
import { useRights } from '../../../app/session.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/field.tsx'
import { toastSuccess } from '../../../ui/toast.tsx'
import { projectChanged } from '../settings-queries.ts'

export function RenameProject({ address, project }: { readonly address: string; readonly project: Project }) {
  const mayUpdate = useRights(address).mayControl('project:update')
  const [name, setName] = useState(project.name)
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      const operation = { op: 'replace', path: '/name', value: name } as const
      await controlPlane.projects.patchWithRevision(address, project.revision_id, [operation])
      toastSuccess(t('Project renamed'))
      await projectChanged(address)
    } catch (error) {
      setProblem(
        isStale(error)
          ? t('Somebody has changed the project in the meantime. Reload the page to see it as it is now.')
          : failureOf(error).message,
      )
    } finally {
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid max-w-[520px] gap-3">
      <TextField
        label={t('Name')}
        required
        maxLength={256}
        disabled={!mayUpdate}
        value={name}
        error={problem}
        hint={mayUpdate ? undefined : t('Only owners and developers rename the project.')}
        onChange={(event) => setName(event.target.value)}
      />
      {mayUpdate && (
        <div>
          <Button type="submit" busy={busy} disabled={name === project.name}>
            {t('Rename')}
          </Button>
        </div>
      )}
    </form>
  )
}
