import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { PublishedMessage, WebhookEndpoint } from '@latchkey/core/ports/webhook-store'
import { buildAuditEntry, buildUuid, TEST_PROJECT_ID } from './builders.ts'
import { TEST_START } from './fake-clock.ts'

/** An enabled endpoint that is told everything; each one has an id of its own. */
export const buildEndpoint = (overrides: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
  id: buildUuid(),
  projectId: TEST_PROJECT_ID,
  url: 'https://hooks.example.com/latchkey',
  description: `naïve "quoted" 🔔`,
  eventTypes: [],
  state: 'enabled',
  disabledBecause: undefined,
  secrets: [{ sealed: 'v1.sealed', createdAt: TEST_START, expiresAt: undefined }],
  createdAt: TEST_START,
  updatedAt: TEST_START,
  ...overrides,
})

/** What is recorded when a webhook changes. */
export const buildWebhookEntry = (event: AuditEntry['event'] = 'webhook.created'): AuditEntry =>
  buildAuditEntry({ event, targetKind: 'webhook' })

/** A message that no mutation brings along; each one has an id of its own. */
export const buildPublishedMessage = (overrides: Partial<PublishedMessage> = {}): PublishedMessage => ({
  id: `msg_${buildUuid().replaceAll('-', '')}`,
  type: 'api_key.expired',
  payload: '{"type":"api_key.expired","data":{"name":"naïve 🔑"}}',
  createdAt: TEST_START,
  dedupKey: undefined,
  ...overrides,
})
