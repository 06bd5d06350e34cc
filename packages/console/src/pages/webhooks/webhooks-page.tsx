import type { Webhook } from '@latchkey/contract/messages/webhooks'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useRights } from '../../app/session.ts'
import { t } from '../../i18n/i18n.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { EmptyState, FailurePanel, Skeleton } from '../../ui/panel.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { CreateWebhookDialog } from './create-webhook-dialog.tsx'
import { webhooksQuery } from './webhook-queries.ts'
import { WebhookState } from './webhook-state.tsx'

/** The receivers that are told what happens in the project. */
export function WebhooksPage() {
  const { project } = useParams({ strict: false }) as { project: string }
  const { data: webhooks, error, refetch } = useQuery(webhooksQuery(project))
  const mayManage = useRights(project).mayControl('webhooks:manage')
  const [creating, setCreating] = useState(false)
  const create = mayManage && (
    <Button look="primary" onClick={() => setCreating(true)}>
      {t('Create webhook')}
    </Button>
  )
  return (
    <Page
      title={t('Webhooks')}
      lead={t('Tells your own services what happens to keys and to the project. Messages are signed (Standard Webhooks).')}
      actions={create}
    >
      {!mayManage && <p className="text-muted">{t('Only owners and developers create and change webhooks.')}</p>}
      {error !== null && (
        <FailurePanel what={t('The webhooks could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && webhooks === undefined && <Skeleton rows={3} height={44} />}
      {webhooks?.length === 0 && (
        <EmptyState title={t('No webhooks yet')}>
          {t('With a webhook your service knows about a revoked or expiring key without asking.')}
        </EmptyState>
      )}
      {webhooks !== undefined && webhooks.length > 0 && <WebhookTable project={project} webhooks={webhooks} />}
      {creating && <CreateWebhookDialog project={project} onClose={() => setCreating(false)} />}
    </Page>
  )
}

const WebhookTable = ({ project, webhooks }: { readonly project: string; readonly webhooks: readonly Webhook[] }) => (
  <Table
    label={t('Webhooks')}
    head={
      <>
        <Th>{t('Receiver')}</Th>
        <Th>{t('Events')}</Th>
        <Th>{t('State')}</Th>
        <Th>{t('Created')}</Th>
      </>
    }
  >
    {webhooks.map((webhook) => (
      <tr key={webhook.id}>
        <Td className="min-w-48 py-2">
          <Link
            to={'/projects/$project/webhooks/$webhook' as '/'}
            params={{ project, webhook: webhook.id } as never}
            className="font-medium break-all"
            data-private
          >
            {webhook.url}
          </Link>
          {webhook.description !== '' && <span className="block text-muted">{webhook.description}</span>}
        </Td>
        <Td className="min-w-24">
          {webhook.event_types.length === 0
            ? t('All events')
            : t('{count, plural, one {# event} other {# events}}', { count: webhook.event_types.length })}
        </Td>
        <Td>
          <WebhookState webhook={webhook} />
        </Td>
        <Td>
          <Time at={webhook.created_at} />
        </Td>
      </tr>
    ))}
  </Table>
)
