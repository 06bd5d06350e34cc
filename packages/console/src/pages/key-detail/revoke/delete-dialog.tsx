import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'
import { toastSuccess } from '../../../ui/toast.tsx'
import { TrafficLine } from '../blast-radius.tsx'
import { keyQuery, keysChanged, keyUsageQuery } from '../key-detail-queries.ts'
import type { KeyDialogProps } from '../key-view.ts'
import { usedLately } from '../pure/key-texts.ts'

/** Removes an imported key with its record; like a revocation, the name is asked for a key in use. */
export function DeleteDialog({ project, loaded: { key }, onClose }: KeyDialogProps) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const traffic = useQuery(keyUsageQuery(project, key.key_id, '24h'))
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const cancelRef = useRef<HTMLButtonElement>(null)
  const inUse = usedLately(key, Date.now()) || Number(traffic.data?.total.valid ?? 0) > 0
  const ready = !traffic.isPending && (!inUse || typed === key.name)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!ready) return
    setBusy(true)
    try {
      await projectClient(project).importedKeys.delete(key.key_id)
      await navigate({ to: '/projects/$project/api-keys/keys', params: { project }, search: { tab: 'imported' } as never })
      queries.removeQueries({ queryKey: keyQuery(project, key.key_id).queryKey })
      toastSuccess(t('{name} is deleted', { name: key.name }))
      await keysChanged(queries, project)
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      title={t('Delete {name}', { name: key.name })}
      description={t('The key and its record are gone for good. The audit log keeps that it was there.')}
      onClose={onClose}
      initialFocus={cancelRef}
    >
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Note tone={inUse ? 'warn' : 'neutral'}>
          <TrafficLine project={project} record={key} />
        </Note>
        {inUse && (
          <TextField
            label={t('Type {name} to confirm', { name: key.name })}
            hint={t('It was used within the last 24 hours.')}
            spellCheck={false}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        <Actions>
          <Button ref={cancelRef} onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button type="submit" look="danger" busy={busy} disabled={!ready}>
            {t('Delete key')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
