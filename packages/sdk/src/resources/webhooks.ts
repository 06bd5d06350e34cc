import type {
  CreateWebhookBody,
  ListWebhookDeliveriesResponse,
  ReplayWebhookBody,
  RotateWebhookSecretBody,
  UpdateWebhookBody,
  Webhook,
  WebhookDelivery,
} from '../messages.ts'
import { walkPages } from '../pages.ts'
import type { CallOptions, Transport } from '../transport.ts'

export interface DeliveryPageQuery {
  /** `pending`, `delivered` or `dead`. */
  readonly state?: string | undefined
  /** Default 50, at most 250. */
  readonly page_size?: number | undefined
  readonly page_token?: string | undefined
}

/** Receivers that are told what happens in a project; each project is named by its id or slug. */
export class Webhooks {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Oldest first. */
  async list(project: string, options?: CallOptions): Promise<Webhook[]> {
    const answer = await this.#transport.send('listWebhooks', { path: { project } }, options)
    return (answer as { webhooks: Webhook[] }).webhooks
  }

  /** `secret` is shown this once. Never retried: a second try would make a second webhook. */
  async create(project: string, request: CreateWebhookBody, options?: CallOptions): Promise<Webhook> {
    return (await this.#transport.send('createWebhook', { path: { project }, body: request }, options)) as Webhook
  }

  async get(project: string, id: string, options?: CallOptions): Promise<Webhook> {
    return (await this.#transport.send('getWebhook', { path: { project, webhook_id: id } }, options)) as Webhook
  }

  /** Changes what is given and leaves the rest. */
  async update(project: string, id: string, changes: UpdateWebhookBody, options?: CallOptions): Promise<Webhook> {
    const request = { path: { project, webhook_id: id }, body: changes }
    return (await this.#transport.send('updateWebhook', request, options)) as Webhook
  }

  /** What is on its way to it is dropped. */
  async delete(project: string, id: string, options?: CallOptions): Promise<void> {
    await this.#transport.send('deleteWebhook', { path: { project, webhook_id: id } }, options)
  }

  /** `secret` is shown this once; the one before signs as well until the grace period is over. Never retried. */
  async rotateSecret(
    project: string,
    id: string,
    rotation: RotateWebhookSecretBody = {},
    options?: CallOptions,
  ): Promise<Webhook> {
    const request = { path: { project, webhook_id: id }, body: rotation }
    return (await this.#transport.send('rotateWebhookSecret', request, options)) as Webhook
  }

  /** Sends a message of type `webhook.test`; `delivery` tells how far it has come. */
  async test(project: string, id: string, options?: CallOptions): Promise<WebhookDelivery> {
    return (await this.#transport.send('testWebhook', { path: { project, webhook_id: id } }, options)) as WebhookDelivery
  }

  /** One page, newest first. */
  async deliveryPage(
    project: string,
    id: string,
    { state, page_size, page_token }: DeliveryPageQuery = {},
    options?: CallOptions,
  ): Promise<ListWebhookDeliveriesResponse> {
    const request = { path: { project, webhook_id: id }, query: { state, page_size, page_token } }
    return (await this.#transport.send('listWebhookDeliveries', request, options)) as ListWebhookDeliveriesResponse
  }

  /** All deliveries that are kept, page by page. */
  deliveries(project: string, id: string, query: DeliveryPageQuery = {}): AsyncGenerator<WebhookDelivery, void, undefined> {
    return walkPages(
      query,
      (page) => this.deliveryPage(project, id, { ...query, ...page }),
      ({ deliveries }) => deliveries,
    )
  }

  /** With the payload as it is sent. */
  async delivery(project: string, id: string, messageId: string, options?: CallOptions): Promise<WebhookDelivery> {
    const request = { path: { project, webhook_id: id, message_id: messageId } }
    return (await this.#transport.send('getWebhookDelivery', request, options)) as WebhookDelivery
  }

  /** Sends a message again, under the same id. */
  async replayDelivery(project: string, id: string, messageId: string, options?: CallOptions): Promise<WebhookDelivery> {
    const request = { path: { project, webhook_id: id, message_id: messageId } }
    return (await this.#transport.send('replayWebhookDelivery', request, options)) as WebhookDelivery
  }

  /** Sends everything again that could not be delivered. Resolves to how many messages that are. */
  async replay(project: string, id: string, which: ReplayWebhookBody = {}, options?: CallOptions): Promise<number> {
    const request = { path: { project, webhook_id: id }, body: which }
    return ((await this.#transport.send('replayWebhook', request, options)) as { replayed: number }).replayed
  }
}
