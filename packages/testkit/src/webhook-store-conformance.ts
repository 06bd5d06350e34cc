import { describe } from 'node:test'
import type { OpenStore } from './opened-store.ts'
import { describeWebhookDeliveries } from './webhook-store-conformance-deliveries.ts'
import { describeWebhookEndpoints } from './webhook-store-conformance-endpoints.ts'
import { describeWebhookMessages } from './webhook-store-conformance-messages.ts'

/** What every `WebhookStore` promises. `open` gives a fresh, empty store each time. */
export function describeWebhookStore(adapter: string, open: OpenStore): void {
  describe(`WebhookStore on ${adapter}`, () => {
    describe('endpoints', () => describeWebhookEndpoints(open))
    describe('messages', () => describeWebhookMessages(open))
    describe('deliveries', () => describeWebhookDeliveries(open))
  })
}
