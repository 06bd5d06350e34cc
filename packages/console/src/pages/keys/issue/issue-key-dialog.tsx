import { newRequestId } from '@latchkey/sdk/new-request-id'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { projectClient } from '../../../api/clients.ts'
import { failureOf } from '../../../api/failure.ts'
import { showSecret } from '../../../app/secret/one-time-secret.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { TextField } from '../../../ui/field.tsx'
import { Note } from '../../../ui/panel.tsx'

export function IssueKeyDialog() {
  const { project } = useParams({ strict: false }) as { project: string }
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [requestId] = useState(newRequestId)
  const [name, setName] = useState('')
  const [actor, setActor] = useState('')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const close = () => navigate({ to: '/projects/$project/api-keys/keys', params: { project } })
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      // Not a mutation of the query client, which would keep the answer, and with it the secret.
      const { secret } = await projectClient(project).issuedKeys.issue({ name, actor_id: actor, request_id: requestId })
      await close()
      showSecret({ kind: 'api_key', name, value: secret, project })
      void queries.invalidateQueries({ queryKey: ['keys', project] })
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  return (
    <Dialog open title={t('Issue new key')} onClose={() => void close()}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        {problem !== undefined && (
          <div role="alert">
            <Note tone="error">{problem}</Note>
          </div>
        )}
        <TextField label={t('Name')} required value={name} onChange={(event) => setName(event.target.value)} />
        <TextField
          label={t('Actor')}
          hint={t('Who the key belongs to: a user, a service, a customer.')}
          value={actor}
          onChange={(event) => setActor(event.target.value)}
        />
        <Actions>
          <Button onClick={() => void close()}>{t('Cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t('Issue key')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
