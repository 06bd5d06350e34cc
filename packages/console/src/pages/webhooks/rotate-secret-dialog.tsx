import type { Webhook } from '@latchkey/contract/messages/webhooks'
import { type FormEvent, useRef, useState } from 'react'
import { controlPlane } from '../../api/clients.ts'
import { failureOf } from '../../api/failure.ts'
import { showSecret } from '../../app/secret/one-time-secret.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { webhooksChanged } from './webhook-queries.ts'

export function RotateSecretDialog({
  project,
  webhook,
  onClose,
}: {
  readonly project: string
  readonly webhook: Webhook
  readonly onClose: () => void
}) {
  const openerRef = useRef(document.activeElement as HTMLElement | null)
  const [grace, setGrace] = useState('24h')
  const [problem, setProblem] = useState<string>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      const { secret } = await controlPlane.webhooks.rotateSecret(project, webhook.id, { grace_period: grace })
      onClose()
      if (secret !== undefined)
        showSecret({ kind: 'webhook_secret', name: webhook.url, value: secret, opener: openerRef.current })
      void webhooksChanged(project)
    } catch (error) {
      setProblem(failureOf(error).message)
      setBusy(false)
    }
  }
  const choices = [
    { value: '24h', label: t('24 hours') },
    { value: '7d', label: t('7 days') },
    { value: '30d', label: t('30 days') },
    { value: '0s', label: t('Not at all: it stops at once') },
  ]
  return (
    <Dialog open title={t('Rotate the signing secret')} onClose={onClose} finalFocus={openerRef}>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <div role="alert">{problem !== undefined && <Note tone="error">{problem}</Note>}</div>
        <SelectField
          label={t('The secret before signs as well for')}
          value={grace}
          choices={choices}
          hint={
            grace === '0s'
              ? t('Receivers that still check with the old secret refuse messages at once.')
              : t('Meanwhile each message carries both signatures, so that no receiver misses one.')
          }
          onChoose={setGrace}
        />
        <Actions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" look={grace === '0s' ? 'danger' : 'primary'} busy={busy}>
            {t('Make a new secret')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
