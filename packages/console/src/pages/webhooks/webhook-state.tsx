import type { Webhook, WebhookDelivery } from '@latchkey/contract/messages/webhooks'
import { t } from '../../i18n/i18n.ts'
import { Badge } from '../../ui/badge.tsx'

export const WebhookState = ({ webhook: { state, disabled_because } }: { readonly webhook: Webhook }) =>
  state === 'enabled' ? (
    <Badge tone="ok" sign="●">
      {t('Enabled')}
    </Badge>
  ) : (
    <Badge tone={disabled_because === 'gone' ? 'error' : 'neutral'} sign="⊘">
      {disabled_because === 'gone' ? t('Disabled: the receiver is gone') : t('Disabled')}
    </Badge>
  )

export const DeliveryBadge = ({ state }: Pick<WebhookDelivery, 'state'>) =>
  ({
    pending: (
      <Badge tone="info" sign="◔">
        {t('Pending')}
      </Badge>
    ),
    delivered: (
      <Badge tone="ok" sign="●">
        {t('Delivered')}
      </Badge>
    ),
    dead: (
      <Badge tone="error" sign="▲">
        {t('Given up')}
      </Badge>
    ),
  })[state]

/** How the last attempt ended. */
export function outcomeOf({ last_status, last_error }: WebhookDelivery): string {
  if (last_error === undefined)
    return last_status === undefined ? t('Not tried yet') : t('HTTP {status}', { status: last_status })
  const known: Readonly<Record<string, string>> = {
    status_not_2xx: t('The receiver answered HTTP {status}', { status: last_status ?? 0 }),
    timeout: t('No answer in time'),
    connection_failed: t('No connection'),
    tls_failed: t('TLS failed'),
    name_not_resolved: t('The host name is not known'),
    answer_malformed: t('The answer was not HTTP'),
    target_not_allowed: t('This server does not call private addresses'),
    endpoint_disabled: t('The webhook was disabled'),
  }
  return known[last_error] ?? last_error
}
