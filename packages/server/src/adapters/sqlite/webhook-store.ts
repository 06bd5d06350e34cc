import { DomainError } from '@latchkey/core/errors/domain-error'
import type { AuditEntry } from '@latchkey/core/events/audit-event'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type {
  Claim,
  ClaimedDelivery,
  DeliveryOutcome,
  DeliveryQuery,
  DeliveryReference,
  EndpointChange,
  PublishedMessage,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookMessage,
  WebhookStore,
} from '@latchkey/core/ports/webhook-store'
import { isWebhookEventType, type WebhookEventType, wantsEvent } from '@latchkey/core/webhook/event-types'
import type { DueDelivery } from '../sql/webhook-delivery-rows.ts'
import type { GroupCommit } from './group-commit.ts'
import { reading } from './storage-failure.ts'
import type { Transaction } from './transaction.ts'
import type { WebhookDeliveryStatements } from './webhook-delivery-statements.ts'
import type { WebhookEndpointStatements } from './webhook-endpoint-statements.ts'

export interface SqliteWebhookStoreParts {
  readonly endpoints: WebhookEndpointStatements
  readonly deliveries: WebhookDeliveryStatements
  readonly commits: GroupCommit
}

/** Due deliveries looked at in one transaction; those of an endpoint beyond its share stay for the next. */
const CANDIDATES_MAX = 200

export class SqliteWebhookStore implements WebhookStore {
  readonly #endpoints: WebhookEndpointStatements
  readonly #deliveries: WebhookDeliveryStatements
  readonly #commits: GroupCommit

  constructor(parts: SqliteWebhookStoreParts) {
    this.#endpoints = parts.endpoints
    this.#deliveries = parts.deliveries
    this.#commits = parts.commits
  }

  listEndpoints(projectId: ProjectId): readonly WebhookEndpoint[] {
    return reading(() => this.#endpoints.list(projectId))
  }

  findEndpoint(projectId: ProjectId, id: string): WebhookEndpoint | undefined {
    return reading(() => this.#endpoints.find(projectId, id))
  }

  createEndpoint(endpoint: WebhookEndpoint, audit: AuditEntry, endpointsMax: number): Promise<void> {
    return this.#commits.run((transaction) => {
      const { projectId } = endpoint
      if (!this.#endpoints.isProjectThere(projectId)) throw new DomainError('not_found', { reason: 'project not found' })
      if (this.#endpoints.count(projectId) >= endpointsMax) {
        throw new DomainError('failed_precondition', { reason: `a project has at most ${endpointsMax} webhooks` })
      }
      if (!this.#endpoints.insert(endpoint)) throw new DomainError('conflict', { reason: 'the webhook exists already' })
      this.#finish(transaction, projectId, audit)
    })
  }

  changeEndpoint(
    projectId: ProjectId,
    id: string,
    decide: (current: WebhookEndpoint) => EndpointChange,
  ): Promise<WebhookEndpoint | undefined> {
    return this.#commits.run((transaction) => {
      const current = this.#endpoints.find(projectId, id)
      if (current === undefined) return undefined
      const { endpoint, audit } = decide(current)
      if (endpoint.id !== id || endpoint.projectId !== projectId) throw new Error('a webhook keeps its id and its project')
      this.#endpoints.update(endpoint)
      this.#finish(transaction, projectId, audit)
      return endpoint
    })
  }

  deleteEndpoint(projectId: ProjectId, id: string, audit: AuditEntry): Promise<WebhookEndpoint | undefined> {
    return this.#commits.run((transaction) => {
      const current = this.#endpoints.find(projectId, id)
      if (current === undefined) return undefined
      // Its deliveries, which may be many, are dropped when they are due or old.
      this.#endpoints.remove(projectId, id)
      this.#finish(transaction, projectId, audit)
      return current
    })
  }

  listSubscribedProjects(types: readonly WebhookEventType[]): readonly ProjectId[] {
    const subscribed = reading(() => this.#endpoints.listSubscribed())
    const wanting = subscribed.filter(({ eventTypes }) => types.some((type) => wantsEvent(eventTypes, type)))
    return [...new Set(wanting.map(({ projectId }) => projectId))]
  }

  findSpent(projectId: ProjectId, dedupKeys: readonly string[]): ReadonlySet<string> {
    return new Set(reading(() => this.#deliveries.listSpent(projectId, dedupKeys)))
  }

  publish(projectId: ProjectId, messages: readonly PublishedMessage[]): Promise<number> {
    return this.#commits.run(
      (transaction) => messages.filter((message) => this.#take(transaction, projectId, message)).length,
      messages.length,
    )
  }

  forgetDedupKeys(projectId: ProjectId, dedupKeys: readonly string[]): Promise<void> {
    return this.#commits.run(() => {
      for (const dedupKey of dedupKeys) this.#deliveries.forgetDedupKey(projectId, dedupKey)
    })
  }

  publishTo(projectId: ProjectId, endpointId: string, message: WebhookMessage): Promise<WebhookDelivery | undefined> {
    return this.#commits.run(() => {
      if (this.#endpoints.find(projectId, endpointId) === undefined) return undefined
      this.#deliveries.insertMessage(projectId, message, [endpointId])
      return this.#deliveries.find({ projectId, endpointId, messageId: message.id })
    })
  }

  listDeliveries(projectId: ProjectId, endpointId: string, query: DeliveryQuery): readonly WebhookDelivery[] {
    return reading(() => this.#deliveries.list(projectId, endpointId, query))
  }

  findDelivery(delivery: DeliveryReference): WebhookDelivery | undefined {
    return reading(() => this.#deliveries.find(delivery))
  }

  replay(delivery: DeliveryReference, now: Instant): Promise<WebhookDelivery | undefined> {
    return this.#commits.run(() => {
      if (this.#deliveries.isClaimed(delivery, now)) {
        throw new DomainError('failed_precondition', { reason: 'an attempt is under way' })
      }
      this.#deliveries.begin(delivery, now)
      return this.#deliveries.find(delivery)
    })
  }

  replayDead(projectId: ProjectId, endpointId: string, wanted: { since: Instant; now: Instant; limit: number }): Promise<number> {
    return this.#commits.run(() => this.#deliveries.beginDead(projectId, endpointId, wanted), wanted.limit)
  }

  hasDue(now: Instant): boolean {
    return reading(() => this.#deliveries.hasDue(now))
  }

  claim(claim: Claim): Promise<readonly ClaimedDelivery[]> {
    return this.#commits.run(() => {
      const claimed: ClaimedDelivery[] = []
      const shares = new Map<string, number>()
      for (const due of this.#deliveries.listDue(claim.now, claim.busy, CANDIDATES_MAX)) {
        if (claimed.length >= claim.limit) break
        const share = shares.get(due.endpointId) ?? 0
        const delivery = share < claim.perEndpoint ? this.#claimOne(due, claim) : undefined
        if (delivery === undefined) continue
        shares.set(due.endpointId, share + 1)
        claimed.push(delivery)
      }
      return claimed
    }, claim.limit)
  }

  settle(delivery: DeliveryReference, claimer: string, outcome: DeliveryOutcome): Promise<void> {
    return this.#commits.run(() => this.#deliveries.settle(delivery, claimer, outcome))
  }

  release(delivery: DeliveryReference, claimer: string, now: Instant): Promise<void> {
    return this.#commits.run(() => this.#deliveries.release(delivery, claimer, now))
  }

  countPending(limit: number): number {
    return reading(() => this.#deliveries.countPending(limit))
  }

  removeBefore(before: { messages: Instant; dedupKeys: Instant }, limit: number): Promise<number> {
    return this.#commits.run(() => this.#deliveries.removeBefore(before, limit), limit)
  }

  #finish(transaction: Transaction, projectId: ProjectId, audit: AuditEntry): void {
    transaction.forgetSubscribers(projectId)
    transaction.appendAudit(projectId, audit)
  }

  #take(transaction: Transaction, projectId: ProjectId, { dedupKey, ...message }: PublishedMessage): boolean {
    const { type } = message
    const wanting = transaction
      .subscribersOf(projectId)
      .filter(({ eventTypes }) => isWebhookEventType(type) && wantsEvent(eventTypes, type))
    if (wanting.length === 0) return false
    if (dedupKey !== undefined && !this.#deliveries.spendDedupKey(projectId, dedupKey, message.createdAt)) return false
    return this.#deliveries.insertMessage(
      projectId,
      message,
      wanting.map(({ id }) => id),
    )
  }

  #claimOne(due: DueDelivery, { claimer, until }: Claim): ClaimedDelivery | undefined {
    const endpoint = this.#endpoints.find(due.projectId, due.endpointId)
    if (endpoint === undefined) this.#deliveries.drop(due)
    else if (endpoint.state === 'disabled') this.#deliveries.giveUp(due, 'endpoint_disabled')
    else {
      const message = this.#deliveries.claim(due, claimer, until)
      if (message !== undefined) return { projectId: endpoint.projectId, endpoint, message, attempt: due.attempts + 1 }
    }
    return undefined
  }
}
