import { queryOptions } from '@tanstack/react-query'
import { controlPlane } from '../../api/clients.ts'
import { queryClient } from '../../api/query-client.ts'

const PENDING_REFRESH_MS = 1500
const REFRESH_MS = 5000
export const DELIVERIES_PER_PAGE = 25

export interface DeliveryView {
  readonly state?: string | undefined
  readonly cursor?: string | undefined
}

export const webhooksQuery = (project: string) =>
  queryOptions({
    queryKey: ['webhooks', project, 'list'],
    queryFn: ({ signal }) => controlPlane.webhooks.list(project, { signal }),
  })

export const webhookQuery = (project: string, id: string) =>
  queryOptions({
    queryKey: ['webhooks', project, 'one', id],
    queryFn: ({ signal }) => controlPlane.webhooks.get(project, id, { signal }),
  })

/** Asked again, and sooner while something is on its way. */
export const deliveriesQuery = (project: string, id: string, { state, cursor }: DeliveryView) =>
  queryOptions({
    queryKey: ['webhooks', project, 'deliveries', id, state, cursor],
    queryFn: ({ signal }) =>
      controlPlane.webhooks.deliveryPage(project, id, { state, page_token: cursor, page_size: DELIVERIES_PER_PAGE }, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.deliveries.some((delivery) => delivery.state === 'pending') === true ? PENDING_REFRESH_MS : REFRESH_MS,
  })

export const webhooksChanged = (project: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['webhooks', project] })
