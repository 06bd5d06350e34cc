import type { Webhook } from '@latchkey/contract/messages/webhooks'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { isGone } from '../../api/failure.ts'
import { useRights } from '../../app/session.ts'
import { formatInstant } from '../../i18n/format.ts'
import { t } from '../../i18n/i18n.ts'
import { Page } from '../../ui/page.tsx'
import { EmptyState, FailurePanel, Panel, Skeleton } from '../../ui/panel.tsx'
import { Deliveries } from './deliveries.tsx'
import { WebhookActions } from './webhook-actions.tsx'
import { webhookQuery } from './webhook-queries.ts'
import { WebhookState } from './webhook-state.tsx'

export function WebhookPage() {
  const { project, webhook: id } = useParams({ strict: false }) as { project: string; webhook: string }
  const { data: webhook, error, refetch } = useQuery(webhookQuery(project, id))
  const mayManage = useRights(project).mayControl('webhooks:manage')
  const back = (
    <Link to={'/projects/$project/webhooks' as '/'} params={{ project } as never}>
      {t('All webhooks')}
    </Link>
  )
  if (isGone(error)) {
    return (
      <Page title={t('Webhook')}>
        <EmptyState title={t('This webhook does not exist')} actions={back} />
      </Page>
    )
  }
  return (
    <Page title={t('Webhook')} lead={back}>
      {error !== null && (
        <FailurePanel what={t('The webhook could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && webhook === undefined && <Skeleton rows={4} height={60} />}
      {webhook !== undefined && (
        <>
          <Panel>
            <Facts webhook={webhook} />
            {mayManage ? (
              <WebhookActions project={project} webhook={webhook} />
            ) : (
              <p className="mt-4 text-muted">{t('Only owners and developers test and change webhooks.')}</p>
            )}
          </Panel>
          <Deliveries project={project} webhook={webhook.id} mayReplay={mayManage} />
        </>
      )}
    </Page>
  )
}

function Facts({ webhook }: { readonly webhook: Webhook }) {
  const ending = webhook.secrets.find(({ expires_at }) => expires_at !== null)?.expires_at
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[160px_1fr]">
      <dt className="text-muted">{t('Receiver')}</dt>
      <dd className="break-all" data-private>
        {webhook.url}
      </dd>
      {webhook.description !== '' && (
        <>
          <dt className="text-muted">{t('Description')}</dt>
          <dd>{webhook.description}</dd>
        </>
      )}
      <dt className="text-muted">{t('State')}</dt>
      <dd>
        <WebhookState webhook={webhook} />
      </dd>
      <dt className="text-muted">{t('Events')}</dt>
      <dd>{webhook.event_types.length === 0 ? t('All events') : <code>{webhook.event_types.join(', ')}</code>}</dd>
      <dt className="text-muted">{t('Signing secret')}</dt>
      <dd>
        {t('Made {instant}.', { instant: formatInstant(new Date(webhook.secrets[0]?.created_at ?? webhook.created_at)) })}
        {typeof ending === 'string' &&
          ` ${t('The one before signs as well until {instant}.', { instant: formatInstant(new Date(ending)) })}`}
      </dd>
    </dl>
  )
}
