import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { DeliveryReference, DeliveryState, WebhookDelivery, WebhookEndpoint, WebhookStore } from '../ports/webhook-store.ts'
import { noSuchEndpoint } from './change-endpoints.ts'
import { WEBHOOK_TEST_TYPE } from './event-types.ts'
import { messageOfProject } from './webhook-message.ts'

export const DELIVERIES_PAGE_DEFAULT = 50
export const DELIVERIES_PAGE_MAX = 250
/** Dead deliveries that begin anew in one transaction. */
const REPLAY_BATCH = 200
const REPLAY_MAX = 10_000

export interface DeliveryDependencies {
  readonly webhooks: Pick<
    WebhookStore,
    'findEndpoint' | 'listDeliveries' | 'findDelivery' | 'replay' | 'replayDead' | 'publishTo'
  >
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

/** Throws `not_found` when the project has no such endpoint. */
export const makeGetEndpoint =
  ({ webhooks }: { readonly webhooks: Pick<WebhookStore, 'findEndpoint'> }) =>
  async (projectId: ProjectId, id: string): Promise<WebhookEndpoint> =>
    (await webhooks.findEndpoint(projectId, id)) ?? noSuchEndpoint()

export interface DeliveryPageRequest {
  readonly state: DeliveryState | undefined
  /** 0: the default. */
  readonly pageSize: number
  /** Empty: the first page. */
  readonly pageToken: string
}

export interface DeliveryPage {
  readonly deliveries: readonly WebhookDelivery[]
  /** Empty on the last page. */
  readonly nextPageToken: string
}

/** What was sent to an endpoint, or will be, newest first. Throws `bad_request` for a token of another list. */
export const makeListDeliveries =
  ({ webhooks }: Pick<DeliveryDependencies, 'webhooks'>) =>
  async ({ projectId, id: endpointId }: WebhookEndpoint, request: DeliveryPageRequest): Promise<DeliveryPage> => {
    const limit = Math.min(request.pageSize || DELIVERIES_PAGE_DEFAULT, DELIVERIES_PAGE_MAX)
    const { pageToken, state } = request
    const isKnown =
      pageToken === '' || (await webhooks.findDelivery({ projectId, endpointId, messageId: pageToken })) !== undefined
    if (!isKnown) throw invalidField('page_token', 'does not belong to this list')
    const after = pageToken === '' ? undefined : pageToken
    const found = await webhooks.listDeliveries(projectId, endpointId, { state, after, limit: limit + 1 })
    const deliveries = found.slice(0, limit)
    return { deliveries, nextPageToken: found.length > limit ? (deliveries.at(-1)?.message.id ?? '') : '' }
  }

/** Throws `not_found` when the endpoint has no such delivery. */
export const makeGetDelivery =
  ({ webhooks }: Pick<DeliveryDependencies, 'webhooks'>) =>
  async (delivery: DeliveryReference): Promise<WebhookDelivery> =>
    (await webhooks.findDelivery(delivery)) ?? noSuchDelivery()

/** Sends a message again, under the same id. Throws `not_found`, and `failed_precondition` to a disabled endpoint. */
export const makeReplayDelivery =
  ({ webhooks, clock }: Pick<DeliveryDependencies, 'webhooks' | 'clock'>) =>
  async (endpoint: WebhookEndpoint, messageId: string): Promise<WebhookDelivery> => {
    requireEnabled(endpoint)
    const delivery = { projectId: endpoint.projectId, endpointId: endpoint.id, messageId }
    return (await webhooks.replay(delivery, clock.now())) ?? noSuchDelivery()
  }

/** Sends everything again that could not be delivered, since an instant, at most 10,000 messages. Resolves to how many. */
export const makeReplayDead =
  ({ webhooks, clock }: Pick<DeliveryDependencies, 'webhooks' | 'clock'>) =>
  async (endpoint: WebhookEndpoint, since: Instant): Promise<number> => {
    requireEnabled(endpoint)
    const now = clock.now()
    let replayed = 0
    while (replayed < REPLAY_MAX) {
      const batch = await webhooks.replayDead(endpoint.projectId, endpoint.id, { since, now, limit: REPLAY_BATCH })
      replayed += batch
      if (batch < REPLAY_BATCH) break
    }
    return replayed
  }

/** Sends a message that says nothing, to see whether it arrives. */
export const makeTestEndpoint =
  ({ webhooks, clock, random }: Pick<DeliveryDependencies, 'webhooks' | 'clock' | 'random'>) =>
  async (endpoint: WebhookEndpoint): Promise<WebhookDelivery> => {
    requireEnabled(endpoint)
    const { projectId, id } = endpoint
    const message = messageOfProject(projectId, {
      uuid: random.uuid(),
      type: WEBHOOK_TEST_TYPE,
      at: clock.now(),
      facts: { webhook_id: id },
    })
    return (await webhooks.publishTo(projectId, id, message)) ?? noSuchEndpoint()
  }

function requireEnabled({ state }: WebhookEndpoint): void {
  if (state !== 'enabled') throw new DomainError('failed_precondition', { reason: 'the webhook is disabled' })
}

function noSuchDelivery(): never {
  throw new DomainError('not_found', { reason: 'the webhook has no such delivery' })
}
