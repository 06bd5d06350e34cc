import type { AuditEntry } from '../events/audit-event.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { WebhookEventType, WebhookMessageType } from '../webhook/event-types.ts'
import type { Awaitable } from './awaitable.ts'
import type { Instant } from './clock.ts'

/** A signing secret of an endpoint, sealed under the data key of its project. */
export interface EndpointSecret {
  readonly sealed: string
  readonly createdAt: Instant
  /** When it stops signing; `undefined` for the current one. */
  readonly expiresAt: Instant | undefined
}

/** Somebody's receiver. */
export interface WebhookEndpoint {
  readonly id: string
  readonly projectId: ProjectId
  readonly url: string
  readonly description: string
  /** Empty: all of them. */
  readonly eventTypes: readonly WebhookEventType[]
  readonly state: 'enabled' | 'disabled'
  /** `gone`: the receiver answered 410. */
  readonly disabledBecause: 'by_hand' | 'gone' | undefined
  /** The current one first. */
  readonly secrets: readonly EndpointSecret[]
  readonly createdAt: Instant
  readonly updatedAt: Instant
}

/** What is told, word for word the same on every attempt. */
export interface WebhookMessage {
  /** `msg_…`, unique, and the same on every attempt and replay: receivers tell repetitions by it. */
  readonly id: string
  readonly type: WebhookMessageType
  /** JSON text. */
  readonly payload: string
  readonly createdAt: Instant
}

/** A message that no mutation brings along. */
export interface PublishedMessage extends WebhookMessage {
  /** Of several messages of a project with one such key, only the first is taken. */
  readonly dedupKey: string | undefined
}

export type DeliveryState = 'pending' | 'delivered' | 'dead'

/** One message on its way to one endpoint. */
export interface WebhookDelivery {
  readonly message: WebhookMessage
  readonly endpointId: string
  readonly state: DeliveryState
  /** Attempts that were begun since the message or its last replay. */
  readonly attempts: number
  /** Only while pending. */
  readonly nextAttemptAt: Instant | undefined
  readonly lastAttemptAt: Instant | undefined
  /** What the receiver answered last. */
  readonly lastStatus: number | undefined
  /** Why the last attempt failed: a word out of a closed set; `undefined` when it did not, or there was none. */
  readonly lastError: string | undefined
}

/** A delivery that its claimer, and nobody else, may send now. */
export interface ClaimedDelivery {
  readonly projectId: ProjectId
  readonly endpoint: WebhookEndpoint
  readonly message: WebhookMessage
  /** 1 for the first. */
  readonly attempt: number
}

/** Which delivery is meant. */
export interface DeliveryReference {
  readonly projectId: ProjectId
  readonly endpointId: string
  readonly messageId: string
}

export interface DeliveryOutcome {
  readonly state: DeliveryState
  /** Of a pending one: when it is tried again. */
  readonly nextAttemptAt: Instant | undefined
  readonly attemptedAt: Instant
  readonly status: number | undefined
  readonly error: string | undefined
}

export interface Claim {
  /** Who claims; different for every process. */
  readonly claimer: string
  readonly now: Instant
  /** From then on others may claim what the claimer has not settled. */
  readonly until: Instant
  readonly limit: number
  /** At most so many of one endpoint. */
  readonly perEndpoint: number
  /** Endpoints that have no room at the moment. */
  readonly busy: readonly string[]
}

export interface DeliveryQuery {
  readonly state: DeliveryState | undefined
  /** Message of the last delivery on the page before. */
  readonly after: string | undefined
  readonly limit: number
}

export interface EndpointChange {
  readonly endpoint: WebhookEndpoint
  readonly audit: AuditEntry
}

/**
 * Receivers, messages for them and how far these have come. A mutation that is recorded in the chain of a project, and its
 * message to the enabled endpoints that want it, are one transaction. Same atomicity and outage rules as `KeyStore`.
 */
export interface WebhookStore {
  /** Oldest first. */
  listEndpoints(projectId: ProjectId): Awaitable<readonly WebhookEndpoint[]>
  findEndpoint(projectId: ProjectId, id: string): Awaitable<WebhookEndpoint | undefined>
  /** Rejects with `conflict` for a taken id and with `failed_precondition` when there are `endpointsMax` already. */
  createEndpoint(endpoint: WebhookEndpoint, audit: AuditEntry, endpointsMax: number): Promise<void>
  /** Compare-and-set. `decide` is synchronous and pure; what it throws is rethrown and nothing is written. */
  changeEndpoint(
    projectId: ProjectId,
    id: string,
    decide: (current: WebhookEndpoint) => EndpointChange,
  ): Promise<WebhookEndpoint | undefined>
  /** What is still on its way to the endpoint is dropped. */
  deleteEndpoint(projectId: ProjectId, id: string, audit: AuditEntry): Promise<WebhookEndpoint | undefined>

  /** Projects with an enabled endpoint that wants one of these. */
  listSubscribedProjects(types: readonly WebhookEventType[]): Awaitable<readonly ProjectId[]>
  /** Which of these dedup keys are spent. */
  findSpent(projectId: ProjectId, dedupKeys: readonly string[]): Awaitable<ReadonlySet<string>>
  /**
   * Takes messages for every enabled endpoint that wants them. Without such an endpoint a message is not taken, and its
   * dedup key not spent. Resolves to how many were taken.
   */
  publish(projectId: ProjectId, messages: readonly PublishedMessage[]): Promise<number>
  /** Lets messages with these dedup keys be taken again. */
  forgetDedupKeys(projectId: ProjectId, dedupKeys: readonly string[]): Promise<void>
  /** For one endpoint, whatever it wants; `undefined` when the project has no such endpoint. */
  publishTo(projectId: ProjectId, endpointId: string, message: WebhookMessage): Promise<WebhookDelivery | undefined>

  /** Newest first. Empty when `after` is unknown there. */
  listDeliveries(projectId: ProjectId, endpointId: string, query: DeliveryQuery): Awaitable<readonly WebhookDelivery[]>
  findDelivery(delivery: DeliveryReference): Awaitable<WebhookDelivery | undefined>
  /**
   * Begins a delivery anew, with all its attempts. Rejects with `failed_precondition` while an attempt is under way.
   * `undefined`: there is no such delivery.
   */
  replay(delivery: DeliveryReference, now: Instant): Promise<WebhookDelivery | undefined>
  /** Begins up to `limit` dead deliveries of an endpoint anew, oldest first, of messages since `since`. Resolves to how many. */
  replayDead(projectId: ProjectId, endpointId: string, wanted: { since: Instant; now: Instant; limit: number }): Promise<number>

  /** Cheap question, asked often: is anything due? */
  hasDue(now: Instant): Awaitable<boolean>
  /**
   * Takes deliveries that are due, so that nobody else takes them before `until`; each counts as an attempt from here on.
   * What is due for a disabled endpoint becomes dead, and what is due for none is dropped.
   */
  claim(claim: Claim): Promise<readonly ClaimedDelivery[]>
  /** How an attempt ended. Ignored when somebody else has claimed the delivery since, unless it was delivered. */
  settle(delivery: DeliveryReference, claimer: string, outcome: DeliveryOutcome): Promise<void>
  /** Gives up a claim as if it had not been made. */
  release(delivery: DeliveryReference, claimer: string, now: Instant): Promise<void>
  /** Waiting deliveries, counted up to `limit`. */
  countPending(limit: number): Awaitable<number>
  /** Removes up to `limit` messages with their deliveries and dedup keys from before these instants. Resolves to how many. */
  removeBefore(before: { readonly messages: Instant; readonly dedupKeys: Instant }, limit: number): Promise<number>
}
