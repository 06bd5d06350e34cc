import type { WebhookDelivery } from '@latchkey/contract/messages/webhooks'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { controlPlane } from '../../api/clients.ts'
import { t } from '../../i18n/i18n.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Identifier } from '../../ui/identifier.tsx'
import { EmptyState, FailurePanel, Panel, Skeleton } from '../../ui/panel.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { TabLinks } from '../../ui/tabs.tsx'
import { Time } from '../../ui/time.tsx'
import { toastFailure, toastSuccess } from '../../ui/toast.tsx'
import type { DeliveriesSearch } from './deliveries-search.ts'
import { deliveriesQuery, webhooksChanged } from './webhook-queries.ts'
import { DeliveryBadge, outcomeOf } from './webhook-state.tsx'

interface Receiver {
  readonly project: string
  readonly webhook: string
  readonly mayReplay: boolean
}

export function Deliveries(receiver: Receiver) {
  const { state, cursor } = useSearch({ strict: false }) as DeliveriesSearch
  const { data, error, refetch } = useQuery(deliveriesQuery(receiver.project, receiver.webhook, { state, cursor }))
  const tab = (label: string, of: DeliveriesSearch['state']) => ({
    label,
    link: { to: '.', search: { state: of } as never, activeOptions: { exact: true, includeSearch: true } } as const,
  })
  return (
    <Panel title={t('Deliveries')} actions={state === 'dead' && receiver.mayReplay && <ReplayAll {...receiver} />}>
      <TabLinks
        label={t('Deliveries by state')}
        tabs={[
          tab(t('All'), undefined),
          tab(t('Pending'), 'pending'),
          tab(t('Delivered'), 'delivered'),
          tab(t('Given up'), 'dead'),
        ]}
      />
      {error !== null && (
        <FailurePanel what={t('The deliveries could not be loaded')} error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Skeleton rows={4} height={44} />}
      {data?.deliveries.length === 0 && (
        <EmptyState title={state === 'dead' ? t('Nothing was given up') : t('No deliveries here')}>
          {state === undefined && t('Send a test message to see whether the receiver answers.')}
        </EmptyState>
      )}
      {data !== undefined && data.deliveries.length > 0 && <DeliveryTable {...receiver} deliveries={data.deliveries} />}
      <div className="mt-4 flex flex-wrap gap-2">
        {cursor !== undefined && (
          <Link to="." search={{ state } as never} className={buttonClass()}>
            {t('Newest')}
          </Link>
        )}
        {data !== undefined && data.next_page_token !== '' && (
          <Link to="." search={{ state, cursor: data.next_page_token } as never} className={buttonClass()}>
            {t('Older')}
          </Link>
        )}
      </div>
    </Panel>
  )
}

const DeliveryTable = ({ deliveries, ...receiver }: Receiver & { readonly deliveries: readonly WebhookDelivery[] }) => (
  <Table
    label={t('Deliveries')}
    head={
      <>
        <Th>{t('Event')}</Th>
        <Th>{t('State')}</Th>
        <Th>{t('Attempts')}</Th>
        <Th>{t('Last attempt')}</Th>
        <Th>{t('Happened')}</Th>
        <Th>
          <span className="sr-only">{t('Actions')}</span>
        </Th>
      </>
    }
  >
    {deliveries.map((delivery) => (
      <tr key={delivery.message_id}>
        <Td className="whitespace-nowrap">
          <code>{delivery.type}</code> <Identifier id={delivery.message_id} name={t('Copy message id')} />
        </Td>
        <Td>
          <DeliveryBadge state={delivery.state} />
        </Td>
        <Td>{delivery.attempts}</Td>
        <Td className="min-w-40">
          {outcomeOf(delivery)}
          {delivery.next_attempt_at !== undefined && delivery.attempts > 0 && (
            <span className="block text-muted">
              {t('Next')} <Time at={delivery.next_attempt_at} />
            </span>
          )}
        </Td>
        <Td>
          <Time at={delivery.created_at} />
        </Td>
        <Td className="text-end">
          {receiver.mayReplay && delivery.state !== 'pending' && <Replay {...receiver} message={delivery} />}
        </Td>
      </tr>
    ))}
  </Table>
)

function Replay({ project, webhook, message }: Receiver & { readonly message: WebhookDelivery }) {
  const [busy, setBusy] = useState(false)
  const replay = async (): Promise<void> => {
    setBusy(true)
    try {
      await controlPlane.webhooks.replayDelivery(project, webhook, message.message_id)
      toastSuccess(t('The message is sent again'))
      await webhooksChanged(project)
    } catch (error) {
      toastFailure(error, { what: t('Could not send the message again'), retry: () => void replay() })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      look="quiet"
      busy={busy}
      aria-label={t('Replay {type} {id}', { type: message.type, id: message.message_id })}
      onClick={() => void replay()}
    >
      {t('Replay')}
    </Button>
  )
}

function ReplayAll({ project, webhook }: Receiver) {
  const [busy, setBusy] = useState(false)
  const replay = async (): Promise<void> => {
    setBusy(true)
    try {
      const count = await controlPlane.webhooks.replay(project, webhook)
      toastSuccess(t('{count, plural, one {# message is} other {# messages are}} sent again', { count }))
      await webhooksChanged(project)
    } catch (error) {
      toastFailure(error, { what: t('Could not send the messages again'), retry: () => void replay() })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button busy={busy} onClick={() => void replay()}>
      {t('Replay all that were given up')}
    </Button>
  )
}
