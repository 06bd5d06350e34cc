import { type AuditSources, auditEntryOf } from '../access/audit-entry.ts'
import type { AuditEntry } from '../events/audit-event.ts'
import type { AuditEventName } from '../events/audit-event-names.ts'
import type { Call } from '../key/call.ts'
import { formatInstant } from '../key/instant-text.ts'
import type { JsonObject } from '../key/json.ts'
import type { WebhookEndpoint } from '../ports/webhook-store.ts'

type EndpointEvent = Extract<AuditEventName, `webhook.${string}`>

/** The audit entry of one change of one endpoint: of its secrets, only how many there are and when they end. */
export const endpointAudit = (
  call: Call,
  sources: AuditSources,
  event: EndpointEvent,
  { before, after }: { readonly before?: WebhookEndpoint; readonly after?: WebhookEndpoint },
): AuditEntry =>
  auditEntryOf(call, sources, {
    event,
    targetKind: 'webhook',
    targetId: (after ?? before)?.id ?? '',
    before: before === undefined ? undefined : snapshotOf(before),
    after: after === undefined ? undefined : snapshotOf(after),
  })

const snapshotOf = (endpoint: WebhookEndpoint): JsonObject => ({
  id: endpoint.id,
  url: hostAndPathOf(endpoint.url),
  description: endpoint.description,
  event_types: endpoint.eventTypes,
  state: endpoint.state,
  disabled_because: endpoint.disabledBecause ?? null,
  secrets: endpoint.secrets.map(({ createdAt, expiresAt }) => ({
    created_at: formatInstant(createdAt),
    expires_at: expiresAt === undefined ? null : formatInstant(expiresAt),
  })),
})

/** The query of a receiver's address often holds a token of theirs. */
function hostAndPathOf(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : `${url.slice(0, query)}?…`
}
