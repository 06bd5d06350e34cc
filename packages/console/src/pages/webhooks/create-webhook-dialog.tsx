import type { WebhookEventType } from '@latchkey/contract/messages/webhooks'
import { type FormEvent, useRef, useState } from 'react'
import { controlPlane } from '../../api/clients.ts'
import { type Failure, failureOf } from '../../api/failure.ts'
import { showSecret } from '../../app/secret/one-time-secret.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Note } from '../../ui/panel.tsx'
import { EventChoice } from './event-choice.tsx'
import { webhooksChanged } from './webhook-queries.ts'

export function CreateWebhookDialog({ project, onClose }: { readonly project: string; readonly onClose: () => void }) {
  const openerRef = useRef(document.activeElement as HTMLElement | null)
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState('')
  const [events, setEvents] = useState<readonly WebhookEventType[]>()
  const [failure, setFailure] = useState<Failure>()
  const [busy, setBusy] = useState(false)
  const isWithoutEvent = events?.length === 0
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isWithoutEvent) return
    setBusy(true)
    try {
      const wanted = { url, description, event_types: [...(events ?? [])] }
      const { secret } = await controlPlane.webhooks.create(project, wanted)
      onClose()
      if (secret !== undefined) showSecret({ kind: 'webhook_secret', name: url, value: secret, opener: openerRef.current })
      void webhooksChanged(project)
    } catch (error) {
      setFailure(failureOf(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      title={t('Create webhook')}
      description={t('This server will send a signed message to the address whenever one of the events happens.')}
      onClose={onClose}
      finalFocus={openerRef}
    >
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <div role="alert">{failure !== undefined && failure.field !== 'url' && <Note tone="error">{failure.message}</Note>}</div>
        <TextField
          label={t('URL')}
          type="url"
          required
          autoFocus
          placeholder="https://example.com/hooks/latchkey"
          translate="no"
          value={url}
          error={failure?.field === 'url' ? failure.message : undefined}
          onChange={(event) => setUrl(event.target.value)}
        />
        <TextField
          label={t('Description')}
          maxLength={256}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <EventChoice chosen={events} onChange={setEvents} />
        {isWithoutEvent && <p className="text-table text-error">{t('Choose at least one event.')}</p>}
        <Actions>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button type="submit" look="primary" busy={busy}>
            {t('Create webhook')}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
