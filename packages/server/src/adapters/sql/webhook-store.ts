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
import type { SqlCommits } from './commits.ts'
import type { SqlDatabase, SqlReader } from './sql-database.ts'
import type { SqlTransaction } from './transaction.ts'
import { forgetDedupKeys, listSpent, removeOldMessages, spendDedupKey } from './webhook-aging.ts'
import { claimDeliveries } from './webhook-claims.ts'
import * as deliveries from './webhook-deliveries.ts'
import * as endpoints from './webhook-endpoints.ts'
import { insertMessage } from './webhook-messages.ts'

export interface SqlWebhookStoreParts {
  readonly database: SqlDatabase
  readonly commits: SqlCommits
}

export class SqlWebhookStore implements WebhookStore {
  readonly #reader: SqlReader
  readonly #commits: SqlCommits
  #lastClaim: Promise<unknown> = Promise.resolve()

  constructor({ database, commits }: SqlWebhookStoreParts) {
    this.#reader = database.administration
    this.#commits = commits
  }

  listEndpoints(projectId: ProjectId): Promise<readonly WebhookEndpoint[]> {
    return endpoints.listEndpoints(this.#reader, projectId)
  }

  findEndpoint(projectId: ProjectId, id: string): Promise<WebhookEndpoint | undefined> {
    return endpoints.findEndpoint(this.#reader, projectId, id)
  }

  createEndpoint(endpoint: WebhookEndpoint, audit: AuditEntry, endpointsMax: number): Promise<void> {
    const { projectId } = endpoint
    return this.#commits.run(projectId, async (transaction) => {
      const { session } = transaction
      if (!(await endpoints.isProjectThere(session, projectId))) {
        throw new DomainError('not_found', { reason: 'project not found' })
      }
      if ((await endpoints.countEndpoints(session, projectId)) >= endpointsMax) {
        throw new DomainError('failed_precondition', { reason: `a project has at most ${endpointsMax} webhooks` })
      }
      if (!(await endpoints.insertEndpoint(session, endpoint))) {
        throw new DomainError('conflict', { reason: 'the webhook exists already' })
      }
      await finish(transaction, projectId, audit)
    })
  }

  changeEndpoint(
    projectId: ProjectId,
    id: string,
    decide: (current: WebhookEndpoint) => EndpointChange,
  ): Promise<WebhookEndpoint | undefined> {
    return this.#commits.run(projectId, async (transaction) => {
      const current = await endpoints.findEndpoint(transaction.session, projectId, id)
      if (current === undefined) return undefined
      const { endpoint, audit } = decide(current)
      if (endpoint.id !== id || endpoint.projectId !== projectId) throw new Error('a webhook keeps its id and its project')
      await endpoints.updateEndpoint(transaction.session, endpoint)
      await finish(transaction, projectId, audit)
      return endpoint
    })
  }

  deleteEndpoint(projectId: ProjectId, id: string, audit: AuditEntry): Promise<WebhookEndpoint | undefined> {
    return this.#commits.run(projectId, async (transaction) => {
      const current = await endpoints.findEndpoint(transaction.session, projectId, id)
      if (current === undefined) return undefined
      // Its deliveries, which may be many, are dropped when they are due or old.
      await endpoints.removeEndpoint(transaction.session, projectId, id)
      await finish(transaction, projectId, audit)
      return current
    })
  }

  listSubscribedProjects(types: readonly WebhookEventType[]): Promise<readonly ProjectId[]> {
    return endpoints.listSubscribedProjects(this.#reader, types)
  }

  findSpent(projectId: ProjectId, dedupKeys: readonly string[]): Promise<ReadonlySet<string>> {
    return listSpent(this.#reader, projectId, dedupKeys)
  }

  publish(projectId: ProjectId, messages: readonly PublishedMessage[]): Promise<number> {
    return this.#commits.run(
      projectId,
      async (transaction) => {
        let taken = 0
        for (const message of messages) if (await take(transaction, projectId, message)) taken += 1
        return taken
      },
      messages.length,
    )
  }

  forgetDedupKeys(projectId: ProjectId, dedupKeys: readonly string[]): Promise<void> {
    return this.#commits.runUnchained(({ session }) => forgetDedupKeys(session, projectId, dedupKeys))
  }

  publishTo(projectId: ProjectId, endpointId: string, message: WebhookMessage): Promise<WebhookDelivery | undefined> {
    return this.#commits.run(projectId, async ({ session }) => {
      if ((await endpoints.findEndpoint(session, projectId, endpointId)) === undefined) return undefined
      await insertMessage(session, projectId, message, [endpointId])
      return deliveries.findDelivery(session, { projectId, endpointId, messageId: message.id })
    })
  }

  listDeliveries(projectId: ProjectId, endpointId: string, query: DeliveryQuery): Promise<readonly WebhookDelivery[]> {
    return deliveries.listDeliveries(this.#reader, projectId, endpointId, query)
  }

  findDelivery(delivery: DeliveryReference): Promise<WebhookDelivery | undefined> {
    return deliveries.findDelivery(this.#reader, delivery)
  }

  replay(delivery: DeliveryReference, now: Instant): Promise<WebhookDelivery | undefined> {
    return this.#commits.runUnchained(async ({ session }) => {
      const locked = await deliveries.lockDelivery(session, delivery, now)
      if (locked === undefined) return undefined
      if (locked.isClaimed) throw new DomainError('failed_precondition', { reason: 'an attempt is under way' })
      await deliveries.beginDelivery(session, delivery, now)
      return deliveries.findDelivery(session, delivery)
    })
  }

  replayDead(projectId: ProjectId, endpointId: string, wanted: { since: Instant; now: Instant; limit: number }): Promise<number> {
    return this.#commits.runUnchained(({ session }) => deliveries.beginDead(session, projectId, endpointId, wanted))
  }

  hasDue(now: Instant): Promise<boolean> {
    return deliveries.hasDue(this.#reader, now)
  }

  /** Claims of one process wait for each other: otherwise they would pass over what the other one only looks at. */
  claim(claim: Claim): Promise<readonly ClaimedDelivery[]> {
    const claimed = this.#lastClaim.then(() => this.#commits.runUnchained(({ session }) => claimDeliveries(session, claim)))
    this.#lastClaim = claimed.catch(() => {})
    return claimed
  }

  settle(delivery: DeliveryReference, claimer: string, outcome: DeliveryOutcome): Promise<void> {
    return this.#commits.runUnchained(({ session }) => deliveries.settleDelivery(session, delivery, claimer, outcome))
  }

  release(delivery: DeliveryReference, claimer: string, now: Instant): Promise<void> {
    return this.#commits.runUnchained(({ session }) => deliveries.releaseDelivery(session, delivery, claimer, now))
  }

  countPending(limit: number): Promise<number> {
    return deliveries.countPending(this.#reader, limit)
  }

  removeBefore(before: { messages: Instant; dedupKeys: Instant }, limit: number): Promise<number> {
    return this.#commits.runUnchained(({ session }) => removeOldMessages(session, before, limit))
  }
}

async function finish(transaction: SqlTransaction, projectId: ProjectId, audit: AuditEntry): Promise<void> {
  transaction.forgetSubscribers(projectId)
  await transaction.appendAudit(projectId, audit)
}

async function take(
  transaction: SqlTransaction,
  projectId: ProjectId,
  { dedupKey, ...message }: PublishedMessage,
): Promise<boolean> {
  const { type } = message
  const subscribers = await transaction.subscribersOf(projectId)
  const wanting = subscribers.filter(({ eventTypes }) => isWebhookEventType(type) && wantsEvent(eventTypes, type))
  if (wanting.length === 0) return false
  const { session } = transaction
  if (dedupKey !== undefined && !(await spendDedupKey(session, projectId, dedupKey, message.createdAt))) return false
  return insertMessage(
    session,
    projectId,
    message,
    wanting.map(({ id }) => id),
  )
}
