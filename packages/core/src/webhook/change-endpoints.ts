import { Secret } from '../credential/secret.ts'
import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { ProjectRecord } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { WebhookEndpoint, WebhookStore } from '../ports/webhook-store.ts'
import type { MasterKeys } from '../project/project-secrets.ts'
import { endpointAudit } from './endpoint-audit.ts'
import { sealEndpointSecret, signingAt } from './endpoint-secret.ts'
import { isWebhookEventType, type WebhookEventType, webhookEventTypes } from './event-types.ts'
import { formatSigningSecret, SECRET_BYTES } from './sign-message.ts'
import { parseTargetUrl } from './target-url.ts'

export const ENDPOINTS_MAX = 50
export const DESCRIPTION_MAX_CHARACTERS = 256
/** While it is this much at most, all of the secrets sign. */
const SIGNING_SECRETS_MAX = 5
export const GRACE_DEFAULT_MS = 24 * 60 * 60 * 1000
export const GRACE_MAX_MS = 30 * 24 * 60 * 60 * 1000

export interface ChangeEndpointsDependencies {
  readonly webhooks: Pick<WebhookStore, 'createEndpoint' | 'changeEndpoint' | 'deleteEndpoint'>
  readonly masterKeys: MasterKeys
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  readonly allowPrivateTargets: boolean
}

export interface NewEndpoint {
  readonly url: string
  readonly description: string
  /** Empty: all events. */
  readonly eventTypes: readonly string[]
}

/** What changes; what is left out stays. */
export interface EndpointEdits extends Partial<NewEndpoint> {
  readonly enabled?: boolean
}

/** The record to show, and the secret to show once. */
export interface EndpointAndSecret {
  readonly endpoint: WebhookEndpoint
  readonly secret: Secret
}

type OwningProject = Pick<ProjectRecord, 'id' | 'sealedDataKey'>

/** Makes an endpoint with a secret of its own. Throws `bad_request`, and `failed_precondition` when there are too many. */
export const makeCreateEndpoint =
  (deps: ChangeEndpointsDependencies) =>
  async (project: OwningProject, call: Call, wanted: NewEndpoint): Promise<EndpointAndSecret> => {
    const now = deps.clock.now()
    const id = deps.random.uuid()
    const bytes = deps.random.bytes(SECRET_BYTES)
    const endpoint: WebhookEndpoint = {
      id,
      projectId: project.id,
      ...checkedFacts(wanted, deps),
      state: 'enabled',
      disabledBecause: undefined,
      secrets: [sealEndpointSecret(bytes, { project, endpointId: id, now }, deps)],
      createdAt: now,
      updatedAt: now,
    }
    await deps.webhooks.createEndpoint(endpoint, endpointAudit(call, deps, 'webhook.created', { after: endpoint }), ENDPOINTS_MAX)
    return { endpoint, secret: new Secret(formatSigningSecret(bytes)) }
  }

/** Throws `not_found` when the project has no such endpoint. */
export const makeUpdateEndpoint =
  (deps: ChangeEndpointsDependencies) =>
  async (projectId: ProjectId, call: Call, id: string, edits: EndpointEdits): Promise<WebhookEndpoint> => {
    const now = deps.clock.now()
    const changed = await deps.webhooks.changeEndpoint(projectId, id, (before) => {
      const { enabled = before.state === 'enabled', ...facts } = edits
      const after: WebhookEndpoint = {
        ...before,
        ...checkedFacts({ ...before, ...facts }, deps),
        state: enabled ? 'enabled' : 'disabled',
        disabledBecause: enabled ? undefined : (before.disabledBecause ?? 'by_hand'),
        updatedAt: now,
      }
      return { endpoint: after, audit: endpointAudit(call, deps, 'webhook.updated', { before, after }) }
    })
    return changed ?? noSuchEndpoint()
  }

/**
 * Gives an endpoint a new secret. For `graceMs` the one before signs as well; with 0 it stops at once. Throws `not_found`, and
 * `failed_precondition` while too many secrets sign.
 */
export const makeRotateEndpointSecret =
  (deps: ChangeEndpointsDependencies) =>
  async (project: OwningProject, call: Call, id: string, graceMs: number): Promise<EndpointAndSecret> => {
    if (graceMs > GRACE_MAX_MS) throw invalidField('grace_period', 'must be 30 days at most')
    const now = deps.clock.now()
    const bytes = deps.random.bytes(SECRET_BYTES)
    const fresh = sealEndpointSecret(bytes, { project, endpointId: id, now }, deps)
    const changed = await deps.webhooks.changeEndpoint(project.id, id, (before) => {
      const after: WebhookEndpoint = { ...before, secrets: rotated(before, now, graceMs), updatedAt: now }
      const withFresh = { ...after, secrets: [fresh, ...after.secrets] }
      return { endpoint: withFresh, audit: endpointAudit(call, deps, 'webhook.secret_rotated', { before, after: withFresh }) }
    })
    return { endpoint: changed ?? noSuchEndpoint(), secret: new Secret(formatSigningSecret(bytes)) }
  }

/** What signs beside the new secret: nothing longer than the grace period. */
function rotated({ secrets }: WebhookEndpoint, now: Instant, graceMs: number): WebhookEndpoint['secrets'] {
  const end = (now + graceMs) as Instant
  const kept = graceMs === 0 ? [] : signingAt(secrets, now)
  if (kept.length >= SIGNING_SECRETS_MAX) {
    throw new DomainError('failed_precondition', { reason: 'five secrets sign already: rotate with grace_period 0s' })
  }
  return kept.map((secret) => ({ ...secret, expiresAt: Math.min(secret.expiresAt ?? end, end) as Instant }))
}

/** Throws `not_found` when the project has no such endpoint. */
export const makeDeleteEndpoint =
  (deps: ChangeEndpointsDependencies) =>
  async (before: WebhookEndpoint, call: Call): Promise<void> => {
    const audit = endpointAudit(call, deps, 'webhook.deleted', { before })
    const deleted = await deps.webhooks.deleteEndpoint(before.projectId, before.id, audit)
    if (deleted === undefined) noSuchEndpoint()
  }

/** The receiver answered 410 Gone: it is not asked again until somebody enables it. */
export const makeDisableGoneEndpoint =
  (deps: Pick<ChangeEndpointsDependencies, 'webhooks' | 'clock' | 'random'>) =>
  async (projectId: ProjectId, id: string): Promise<void> => {
    await deps.webhooks.changeEndpoint(projectId, id, (before) => {
      const after = { ...before, state: 'disabled', disabledBecause: 'gone', updatedAt: deps.clock.now() } as const
      return { endpoint: after, audit: endpointAudit(delivering, deps, 'webhook.disabled', { before, after }) }
    })
  }

const delivering: Call = {
  caller: { kind: 'operator', id: 'webhook-delivery', name: 'webhook delivery' },
  ip: undefined,
  requestId: 'webhook-delivery',
}

function checkedFacts(
  { url, description, eventTypes }: NewEndpoint,
  { allowPrivateTargets }: Pick<ChangeEndpointsDependencies, 'allowPrivateTargets'>,
) {
  if (description.length > DESCRIPTION_MAX_CHARACTERS) {
    throw invalidField('description', `must be at most ${DESCRIPTION_MAX_CHARACTERS} characters`)
  }
  return { url: parseTargetUrl(url, allowPrivateTargets), description, eventTypes: checkedTypes(eventTypes) }
}

/** In the order of the catalogue, each once. */
function checkedTypes(eventTypes: readonly string[]): readonly WebhookEventType[] {
  const unknown = eventTypes.find((type) => !isWebhookEventType(type))
  if (unknown !== undefined) throw invalidField('event_types', `must be out of ${webhookEventTypes.join(', ')}`)
  return webhookEventTypes.filter((type) => eventTypes.includes(type))
}

export function noSuchEndpoint(): never {
  throw new DomainError('not_found', { reason: 'there is no such webhook' })
}
