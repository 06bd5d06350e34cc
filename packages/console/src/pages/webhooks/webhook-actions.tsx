import type { Webhook } from '@latchkey/contract/messages/webhooks'
import { useNavigate } from '@tanstack/react-router'
import { Send } from 'lucide-react'
import { useState } from 'react'
import { controlPlane } from '../../api/clients.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { toastFailure, toastSuccess } from '../../ui/toast.tsx'
import { RotateSecretDialog } from './rotate-secret-dialog.tsx'
import { webhooksChanged } from './webhook-queries.ts'

type Asking = 'rotate' | 'delete' | 'disable'

export function WebhookActions({ project, webhook }: { readonly project: string; readonly webhook: Webhook }) {
  const [asking, setAsking] = useState<Asking>()
  const close = () => setAsking(undefined)
  const navigate = useNavigate()
  const isEnabled = webhook.state === 'enabled'
  const enable = async (enabled: boolean): Promise<void> => {
    await controlPlane.webhooks.update(project, webhook.id, { enabled })
    await webhooksChanged(project)
  }
  const remove = async (): Promise<void> => {
    await controlPlane.webhooks.delete(project, webhook.id)
    await navigate({ to: '/projects/$project/webhooks' as '/', params: { project } as never })
    await webhooksChanged(project)
  }
  return (
    <div className="mt-6 flex flex-wrap gap-2">
      <TestButton project={project} webhook={webhook} />
      <Button onClick={() => setAsking('rotate')}>{t('Rotate secret')}</Button>
      {isEnabled ? (
        <Button onClick={() => setAsking('disable')}>{t('Disable')}</Button>
      ) : (
        <EnableButton enable={() => enable(true)} />
      )}
      <Button look="danger" onClick={() => setAsking('delete')}>
        {t('Delete webhook')}
      </Button>
      {asking === 'rotate' && <RotateSecretDialog project={project} webhook={webhook} onClose={close} />}
      {asking === 'disable' && (
        <ConfirmDialog
          title={t('Disable this webhook?')}
          action={t('Disable webhook')}
          onConfirm={() => enable(false)}
          onClose={close}
        >
          <p>{t('It is told nothing until it is enabled again, and what happens meanwhile is not made up for.')}</p>
        </ConfirmDialog>
      )}
      {asking === 'delete' && (
        <ConfirmDialog title={t('Delete this webhook?')} action={t('Delete for ever')} onConfirm={remove} onClose={close}>
          <p>{t('What is on its way to it is dropped, and so is the list of its deliveries. This cannot be undone.')}</p>
        </ConfirmDialog>
      )}
    </div>
  )
}

const EnableButton = ({ enable }: { readonly enable: () => Promise<void> }) => (
  <Button
    onClick={() => void enable().catch((error: unknown) => toastFailure(error, { what: t('Could not enable the webhook') }))}
  >
    {t('Enable')}
  </Button>
)

function TestButton({ project, webhook }: { readonly project: string; readonly webhook: Webhook }) {
  const [busy, setBusy] = useState(false)
  const send = async (): Promise<void> => {
    setBusy(true)
    try {
      await controlPlane.webhooks.test(project, webhook.id)
      toastSuccess(t('Test message is on its way'))
      await webhooksChanged(project)
    } catch (error) {
      toastFailure(error, {
        what: t('Could not send a test message'),
        method: 'POST',
        path: '/projects/{project}/webhooks/{webhook_id}:test',
        retry: () => void send(),
      })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button look="primary" busy={busy} icon={<Send aria-hidden size={16} />} onClick={() => void send()}>
      {t('Send test message')}
    </Button>
  )
}
