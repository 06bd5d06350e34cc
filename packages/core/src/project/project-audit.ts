import type { AuditEntry } from '../events/audit-event.ts'
import type { AuditEventName } from '../events/audit-event-names.ts'
import type { Call } from '../key/call.ts'
import { formatInstant } from '../key/instant-text.ts'
import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectRecord, SealedSecret, StoredProject } from '../ports/project-store.ts'

type Snapshot = Pick<StoredProject, 'project' | 'secrets'>

/** What happened to a project. `id` and `at` are drawn before the change is decided, since deciding may happen more than once. */
export interface ProjectEvent {
  readonly id: string
  readonly at: Instant
  readonly event: AuditEventName
  readonly before: Snapshot
  /** Absent after a deletion. */
  readonly after?: Snapshot
}

/** The audit entry of one change of one project. Of secrets it says which there are, and nothing of what they are. */
export const projectAudit = ({ caller, ip, requestId }: Call, { id, at, event, before, after }: ProjectEvent): AuditEntry => ({
  id,
  at,
  event,
  caller,
  targetKind: 'project',
  targetId: before.project.id,
  ip,
  requestId,
  before: snapshotOf(before),
  after: after === undefined ? undefined : snapshotOf(after),
})

const snapshotOf = ({ project, secrets }: Snapshot): JsonObject => ({ ...factsOf(project), secrets: secrets.map(secretFacts) })

const factsOf = (project: ProjectRecord): JsonObject => ({
  id: project.id,
  slug: project.slug,
  name: project.name,
  environment: project.environment,
  workspace_id: project.workspaceId,
  state: project.state,
  api_keys_enabled: project.apiKeysEnabled,
  hosts: project.hosts,
  config: project.config,
  revision: project.revision,
})

const secretFacts = ({ id, purpose, state, expiresAt }: SealedSecret): JsonObject => ({
  id,
  purpose,
  state,
  expires_at: expiresAt === undefined ? null : formatInstant(expiresAt),
})
