import type { AuditCaller, AuditEntry } from '../events/audit-event.ts'
import type { ApiKey, ProjectId } from '../key/api-key.ts'
import { auditSnapshot } from '../key/audit-snapshot.ts'
import { formatInstant } from '../key/instant-text.ts'
import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'
import type { WebhookMessage } from '../ports/webhook-store.ts'
import { eventTypeOfAudit, type WebhookEventType, type WebhookMessageType } from './event-types.ts'

/** What receivers are told about a key, out of all that is recorded. */
const keyMembers = [
  'key_id',
  'name',
  'actor_id',
  'scopes',
  'metadata',
  'visibility',
  'create_time',
  'expire_time',
  'suspend_time',
  'revoke_time',
  'revocation_reason',
  'prefix',
  'supersedes',
  'superseded_by',
] as const
const projectMembers = ['id', 'slug', 'name', 'environment', 'state', 'revision'] as const
const accessKeyMembers = ['id', 'name', 'permissions'] as const

/** Which event an entry is to receivers; `undefined`: they are not told. */
export const eventTypeOf = ({ event }: Pick<AuditEntry, 'event'>): WebhookEventType | undefined => eventTypeOfAudit[event]

/**
 * The message about one recorded mutation. Its id comes from the entry's, so that the same mutation never has two. Pure and
 * synchronous, so the store calls it inside its transaction.
 */
export function messageOfAudit(entry: AuditEntry, projectId: string, type: WebhookEventType): WebhookMessage {
  const data: JsonObject = {
    project_id: projectId,
    ...subjectOf(entry),
    caller: callerFacts(entry.caller),
    request_id: entry.requestId,
    audit_event_id: entry.id,
  }
  return buildMessage({ uuid: entry.id, type, at: entry.at, data })
}

/** A message about a key that time, and nobody, has changed. `uuid` is a fresh one. */
export function messageOfKey(apiKey: ApiKey, uuid: string, type: WebhookEventType, at: Instant): WebhookMessage {
  const facts: JsonObject = { ...pick(auditSnapshot(apiKey), keyMembers), last_used_time: optionalInstant(apiKey.lastUsedAt) }
  return buildMessage({ uuid, type, at, data: { project_id: apiKey.projectId, api_key: { origin: apiKey.origin, ...facts } } })
}

/** A message about a project as a whole. */
export const messageOfProject = (
  projectId: ProjectId,
  { facts, ...rest }: { uuid: string; type: WebhookMessageType; at: Instant; facts: JsonObject },
): WebhookMessage => buildMessage({ ...rest, data: { project_id: projectId, ...facts } })

interface MessageParts {
  readonly uuid: string
  readonly type: WebhookMessageType
  readonly at: Instant
  readonly data: JsonObject
}

/** Standard Webhooks: `type`, `timestamp` of what happened, `data`. */
const buildMessage = ({ uuid, type, at, data }: MessageParts): WebhookMessage => ({
  id: `msg_${uuid.replaceAll('-', '')}`,
  type,
  payload: JSON.stringify({ type, timestamp: formatInstant(at), data }),
  createdAt: at,
})

/** Never all of what is recorded: only members that are known to be fit for others. */
function subjectOf({ targetKind, before, after }: AuditEntry): JsonObject {
  const recorded = after ?? before ?? {}
  switch (targetKind) {
    case 'issued_api_key':
      return { api_key: { origin: 'issued', ...pick(recorded, keyMembers) } }
    case 'imported_api_key':
      return { api_key: { origin: 'imported', ...pick(recorded, keyMembers) } }
    case 'access_key':
      return { access_key: pick(recorded, accessKeyMembers) }
    case 'project':
      return { project: pick(recorded, projectMembers), secrets: recorded['secrets'] ?? [] }
    default:
      return {}
  }
}

const callerFacts = ({ kind, id, name }: AuditCaller): JsonObject => ({ kind, id, name })

const pick = (from: JsonObject, members: readonly string[]): JsonObject =>
  Object.fromEntries(
    members.flatMap((member) => {
      const value = from[member]
      return value === undefined ? [] : [[member, value] as const]
    }),
  )

const optionalInstant = (instant: Instant | undefined): string | null => (instant === undefined ? null : formatInstant(instant))
