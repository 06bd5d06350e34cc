import type { AuditEventName } from '../events/audit-event-names.ts'

/** Everything a receiver can be told. */
export const webhookEventTypes = [
  'api_key.issued',
  'api_key.imported',
  'api_key.updated',
  'api_key.rotated',
  'api_key.suspended',
  'api_key.resumed',
  'api_key.revoked',
  'api_key.deleted',
  'api_key.expiring_soon',
  'api_key.expired',
  'api_key.unused',
  'quota.threshold',
  'verification.refusals_burst',
  'project.updated',
  'project.suspended',
  'project.resumed',
  'project.secret_rotated',
  'project.secret_removed',
  'access_key.created',
  'access_key.deleted',
] as const
export type WebhookEventType = (typeof webhookEventTypes)[number]

/** What only the endpoint that asked for it is sent. */
export const WEBHOOK_TEST_TYPE = 'webhook.test'

/** What a message may say at its head. */
export type WebhookMessageType = WebhookEventType | typeof WEBHOOK_TEST_TYPE

/** Which of the recorded mutations receivers are told of, and under which name. */
export const eventTypeOfAudit: Readonly<Partial<Record<AuditEventName, WebhookEventType>>> = {
  'api_key.issued': 'api_key.issued',
  'api_key.imported': 'api_key.imported',
  'api_key.updated': 'api_key.updated',
  'api_key.rotated': 'api_key.rotated',
  'api_key.suspended': 'api_key.suspended',
  'api_key.resumed': 'api_key.resumed',
  'api_key.revoked': 'api_key.revoked',
  'api_key.self_revoked': 'api_key.revoked',
  'api_key.deleted': 'api_key.deleted',
  'project.updated': 'project.updated',
  'project.suspended': 'project.suspended',
  'project.resumed': 'project.resumed',
  'project.secret_rotated': 'project.secret_rotated',
  'project.secret_removed': 'project.secret_removed',
  'access_key.created': 'access_key.created',
  'access_key.deleted': 'access_key.deleted',
}

/** What each event means, for people. */
export const webhookEventMeanings: Readonly<Record<WebhookEventType, string>> = {
  'api_key.issued': 'A key was issued.',
  'api_key.imported': 'A key was imported.',
  'api_key.updated': 'Name, scopes, metadata, rate limit or IP restriction of a key changed.',
  'api_key.rotated': 'A key was replaced by another.',
  'api_key.suspended': 'A key was suspended.',
  'api_key.resumed': 'A suspended key was resumed.',
  'api_key.revoked': 'A key was revoked, by somebody or by whoever holds it.',
  'api_key.deleted': 'An imported key was deleted.',
  'api_key.expiring_soon': 'A key expires within `webhooks.expiring_soon_days`.',
  'api_key.expired': 'A key has expired.',
  'api_key.unused': 'A key was not used for `webhooks.unused_days`.',
  'quota.threshold': 'The project holds 80 or 100 percent of the keys that its plan allows.',
  'verification.refusals_burst': 'Within one minute `webhooks.refusals_burst` verifications were refused.',
  'project.updated': 'Name or settings of the project changed.',
  'project.suspended': 'The project was suspended.',
  'project.resumed': 'The project was resumed.',
  'project.secret_rotated': 'A secret of the project was replaced.',
  'project.secret_removed': 'A retired secret of the project was removed.',
  'access_key.created': 'A project API key was created.',
  'access_key.deleted': 'A project API key was deleted.',
}

const knownTypes: ReadonlySet<string> = new Set(webhookEventTypes)

export const isWebhookEventType = (text: string): text is WebhookEventType => knownTypes.has(text)

/** Whether an endpoint with this list is told of an event; an empty list is everything. */
export const wantsEvent = (eventTypes: readonly WebhookEventType[], type: WebhookEventType): boolean =>
  eventTypes.length === 0 || eventTypes.includes(type)
