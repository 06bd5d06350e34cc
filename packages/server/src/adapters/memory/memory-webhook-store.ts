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
import { eventTypeOf, messageOfAudit } from '@latchkey/core/webhook/webhook-message'
import type { MemoryAuditLog } from './memory-audit-log.ts'

interface KeptDelivery extends WebhookDelivery {
  readonly projectId: ProjectId
  readonly claimedBy: string | undefined
}

export class MemoryWebhookStore implements WebhookStore {
  readonly #endpoints = new Map<ProjectId, readonly WebhookEndpoint[]>()
  readonly #closed = new Set<string>()
  /** By project, then dedup key. */
  readonly #spent = new Map<ProjectId, Map<string, Instant>>()
  readonly #auditLog: MemoryAuditLog
  /** In the order of their messages. */
  #deliveries: readonly KeptDelivery[] = []

  constructor(auditLog: MemoryAuditLog) {
    this.#auditLog = auditLog
    auditLog.onAppend((chainId, entries) => this.#tell(chainId as ProjectId, entries))
  }

  listEndpoints(projectId: ProjectId): readonly WebhookEndpoint[] {
    const inOrder = (a: WebhookEndpoint, b: WebhookEndpoint) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)
    return (this.#endpoints.get(projectId) ?? []).toSorted(inOrder)
  }

  findEndpoint(projectId: ProjectId, id: string): WebhookEndpoint | undefined {
    return this.#endpoints.get(projectId)?.find((endpoint) => endpoint.id === id)
  }

  async createEndpoint(endpoint: WebhookEndpoint, audit: AuditEntry, endpointsMax: number): Promise<void> {
    const { projectId, id } = endpoint
    if (this.#closed.has(projectId)) throw new DomainError('not_found', { reason: 'project not found' })
    const others = this.#endpoints.get(projectId) ?? []
    if (others.length >= endpointsMax) {
      throw new DomainError('failed_precondition', { reason: `a project has at most ${endpointsMax} webhooks` })
    }
    if (others.some((other) => other.id === id)) throw new DomainError('conflict', { reason: 'the webhook exists already' })
    this.#auditLog.append(projectId, [audit])
    this.#endpoints.set(projectId, [...others, endpoint])
  }

  async changeEndpoint(
    projectId: ProjectId,
    id: string,
    decide: (current: WebhookEndpoint) => EndpointChange,
  ): Promise<WebhookEndpoint | undefined> {
    const current = this.findEndpoint(projectId, id)
    if (current === undefined) return undefined
    const { endpoint, audit } = decide(current)
    if (endpoint.id !== id || endpoint.projectId !== projectId) throw new Error('a webhook keeps its id and its project')
    this.#auditLog.append(projectId, [audit])
    this.#replace(current, [endpoint])
    return endpoint
  }

  async deleteEndpoint(projectId: ProjectId, id: string, audit: AuditEntry): Promise<WebhookEndpoint | undefined> {
    const current = this.findEndpoint(projectId, id)
    if (current === undefined) return undefined
    this.#auditLog.append(projectId, [audit])
    this.#replace(current, [])
    return current
  }

  listSubscribedProjects(types: readonly WebhookEventType[]): readonly ProjectId[] {
    return [...this.#endpoints.keys()].filter((id) => types.some((type) => this.#wanting(id, type).length > 0))
  }

  findSpent(projectId: ProjectId, dedupKeys: readonly string[]): ReadonlySet<string> {
    return new Set(dedupKeys.filter((dedupKey) => this.#spent.get(projectId)?.has(dedupKey) === true))
  }

  async publish(projectId: ProjectId, messages: readonly PublishedMessage[]): Promise<number> {
    return messages.filter((message) => this.#take(projectId, message)).length
  }

  async forgetDedupKeys(projectId: ProjectId, dedupKeys: readonly string[]): Promise<void> {
    for (const dedupKey of dedupKeys) this.#spent.get(projectId)?.delete(dedupKey)
  }

  async publishTo(projectId: ProjectId, endpointId: string, message: WebhookMessage): Promise<WebhookDelivery | undefined> {
    if (this.findEndpoint(projectId, endpointId) === undefined) return undefined
    this.#insert(projectId, message, [endpointId])
    return this.findDelivery({ projectId, endpointId, messageId: message.id })
  }

  listDeliveries(projectId: ProjectId, endpointId: string, { state, after, limit }: DeliveryQuery): readonly WebhookDelivery[] {
    const all = this.#deliveries.filter((each) => each.projectId === projectId && each.endpointId === endpointId).toReversed()
    const start = after === undefined ? 0 : all.findIndex(({ message }) => message.id === after) + 1
    if (after !== undefined && start === 0) return []
    return all
      .slice(start)
      .filter((each) => state === undefined || each.state === state)
      .slice(0, limit)
      .map(shown)
  }

  findDelivery(delivery: DeliveryReference): WebhookDelivery | undefined {
    const found = this.#deliveries.find((each) => isMeant(each, delivery))
    return found === undefined ? undefined : shown(found)
  }

  async replay(delivery: DeliveryReference, now: Instant): Promise<WebhookDelivery | undefined> {
    const found = this.#deliveries.find((each) => isMeant(each, delivery))
    if (found?.claimedBy !== undefined && found.state === 'pending' && (found.nextAttemptAt ?? now) > now) {
      throw new DomainError('failed_precondition', { reason: 'an attempt is under way' })
    }
    this.#update((each) => (isMeant(each, delivery) ? begun(each, now) : each))
    return this.findDelivery(delivery)
  }

  async replayDead(projectId: ProjectId, endpointId: string, wanted: { since: Instant; now: Instant; limit: number }) {
    let left = wanted.limit
    this.#update((each) => {
      const isWanted = each.projectId === projectId && each.endpointId === endpointId && each.state === 'dead'
      if (!isWanted || each.message.createdAt < wanted.since || left === 0) return each
      left -= 1
      return begun(each, wanted.now)
    })
    return wanted.limit - left
  }

  hasDue(now: Instant): boolean {
    return this.#deliveries.some((each) => isDue(each, now))
  }

  async claim({ claimer, now, until, limit, perEndpoint, busy }: Claim): Promise<readonly ClaimedDelivery[]> {
    const claimed: ClaimedDelivery[] = []
    this.#deliveries = this.#deliveries.flatMap((each) => {
      if (!isDue(each, now) || busy.includes(each.endpointId)) return [each]
      const { projectId, endpointId, message } = each
      const endpoint = this.findEndpoint(projectId, endpointId)
      if (endpoint === undefined) return []
      if (endpoint.state === 'disabled')
        return [{ ...each, state: 'dead', nextAttemptAt: undefined, lastError: 'endpoint_disabled' }]
      const share = claimed.filter((one) => one.endpoint.id === endpointId).length
      if (claimed.length >= limit || share >= perEndpoint) return [each]
      const attempt = each.attempts + 1
      claimed.push({ projectId, endpoint, message, attempt })
      return [{ ...each, attempts: attempt, nextAttemptAt: until, claimedBy: claimer }]
    })
    return claimed
  }

  async settle(delivery: DeliveryReference, claimer: string, outcome: DeliveryOutcome): Promise<void> {
    this.#update((each) => {
      const counts = each.state === 'pending' && (each.claimedBy === claimer || outcome.state === 'delivered')
      if (!isMeant(each, delivery) || !counts) return each
      const { state, nextAttemptAt, attemptedAt, status, error } = outcome
      const last = { lastAttemptAt: attemptedAt, lastStatus: status, lastError: error }
      return { ...each, ...last, state, nextAttemptAt, claimedBy: undefined }
    })
  }

  async release(delivery: DeliveryReference, claimer: string, now: Instant): Promise<void> {
    this.#update((each) =>
      isMeant(each, delivery) && each.claimedBy === claimer
        ? { ...each, attempts: each.attempts - 1, nextAttemptAt: now, claimedBy: undefined }
        : each,
    )
  }

  countPending(limit: number): number {
    return Math.min(limit, this.#deliveries.filter(({ state }) => state === 'pending').length)
  }

  async removeBefore(before: { messages: Instant; dedupKeys: Instant }, limit: number): Promise<number> {
    const old = new Set<string>()
    for (const { message } of this.#deliveries) if (message.createdAt < before.messages && old.size < limit) old.add(message.id)
    this.#deliveries = this.#deliveries.filter(({ message }) => !old.has(message.id))
    let removed = old.size
    for (const spent of this.#spent.values()) {
      for (const [dedupKey, at] of spent) if (at < before.dedupKeys && removed < limit && spent.delete(dedupKey)) removed += 1
    }
    return removed
  }

  /** Forgets the endpoints of a project and accepts no new ones. */
  closeProject(projectId: ProjectId): void {
    this.#closed.add(projectId)
    this.#endpoints.delete(projectId)
  }

  /** Removes what is left of a closed project. */
  removeProject(projectId: ProjectId): void {
    this.#closed.delete(projectId)
    this.#spent.delete(projectId)
    this.#deliveries = this.#deliveries.filter((each) => each.projectId !== projectId)
  }

  #tell(projectId: ProjectId, entries: readonly AuditEntry[]): void {
    for (const entry of entries) {
      const type = eventTypeOf(entry)
      const wanting = type === undefined ? [] : this.#wanting(projectId, type)
      if (type !== undefined && wanting.length > 0) this.#insert(projectId, messageOfAudit(entry, projectId, type), wanting)
    }
  }

  #take(projectId: ProjectId, { dedupKey, ...message }: PublishedMessage): boolean {
    const wanting = isWebhookEventType(message.type) ? this.#wanting(projectId, message.type) : []
    if (wanting.length === 0) return false
    if (dedupKey !== undefined) {
      const spent = this.#spent.get(projectId) ?? new Map<string, Instant>()
      if (spent.has(dedupKey)) return false
      this.#spent.set(projectId, spent.set(dedupKey, message.createdAt))
    }
    return this.#insert(projectId, message, wanting)
  }

  #insert(projectId: ProjectId, message: WebhookMessage, endpointIds: readonly string[]): boolean {
    if (this.#deliveries.some((each) => each.message.id === message.id)) return false
    const added = endpointIds.map(
      (endpointId): KeptDelivery => ({
        projectId,
        endpointId,
        message,
        state: 'pending',
        attempts: 0,
        nextAttemptAt: message.createdAt,
        lastAttemptAt: undefined,
        lastStatus: undefined,
        lastError: undefined,
        claimedBy: undefined,
      }),
    )
    this.#deliveries = [...this.#deliveries, ...added]
    return true
  }

  #wanting(projectId: ProjectId, type: WebhookEventType): readonly string[] {
    const enabled = (this.#endpoints.get(projectId) ?? []).filter(({ state }) => state === 'enabled')
    return enabled.filter(({ eventTypes }) => wantsEvent(eventTypes, type)).map(({ id }) => id)
  }

  #replace({ projectId, id }: WebhookEndpoint, by: readonly WebhookEndpoint[]): void {
    const endpoints = this.#endpoints.get(projectId) ?? []
    this.#endpoints.set(
      projectId,
      endpoints.flatMap((endpoint) => (endpoint.id === id ? by : [endpoint])),
    )
  }

  #update(change: (delivery: KeptDelivery) => KeptDelivery): void {
    this.#deliveries = this.#deliveries.map(change)
  }
}

const isMeant = (each: KeptDelivery, { projectId, endpointId, messageId }: DeliveryReference): boolean =>
  each.projectId === projectId && each.endpointId === endpointId && each.message.id === messageId

const isDue = ({ state, nextAttemptAt }: KeptDelivery, now: Instant): boolean =>
  state === 'pending' && nextAttemptAt !== undefined && nextAttemptAt <= now

const begun = (each: KeptDelivery, now: Instant): KeptDelivery => ({
  ...each,
  state: 'pending',
  attempts: 0,
  nextAttemptAt: now,
  claimedBy: undefined,
})

function shown({ projectId: _projectId, claimedBy: _claimedBy, ...delivery }: KeptDelivery): WebhookDelivery {
  return delivery
}
