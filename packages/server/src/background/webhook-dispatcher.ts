import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WebhookSender } from '@latchkey/core/ports/webhook-sender'
import type { ClaimedDelivery, WebhookStore } from '@latchkey/core/ports/webhook-store'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import { isGone, outcomeOf } from '@latchkey/core/webhook/attempt-outcome'
import { makeDisableGoneEndpoint } from '@latchkey/core/webhook/change-endpoints'
import { openSigningSecrets } from '@latchkey/core/webhook/endpoint-secret'
import { signedHeaders } from '@latchkey/core/webhook/sign-message'
import type { Logger } from 'pino'

export interface WebhookDispatcherOptions {
  readonly webhooks: WebhookStore
  readonly projects: Pick<ProjectStore, 'findProject'>
  readonly sender: WebhookSender
  readonly masterKeys: MasterKeys
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  readonly logger: Pick<Logger, 'warn' | 'error'>
  /** Longest life of one attempt, as the sender keeps it. */
  readonly attemptMs: number
  readonly userAgent: string
  readonly pollEveryMs?: number
}

export interface WebhookDispatcher {
  /** Takes no more, gives attempts under way a moment, and leaves the rest to whoever comes next. */
  stop(): Promise<void>
}

/** How often it is asked whether anything is due: one look at an index. */
const POLL_EVERY_MS = 250
/** Attempts at once of all endpoints; one with so many under way gets no more, so that a slow receiver holds up nobody else. */
const CONCURRENCY = 32
const CONCURRENCY_PER_ENDPOINT = 4
/** A claim outlives the longest attempt, so that no two processes ever send the same delivery at once. */
const CLAIM_MARGIN_MS = 5_000
const STOP_GRACE_MS = 2_000
/** Rest after the store failed. */
const RETRY_STORE_MS = 5_000

/** Sends what is due, beside the requests. Several processes may do so on one store. */
export function startWebhookDispatcher(options: WebhookDispatcherOptions): WebhookDispatcher {
  const dispatching = new Dispatching(options)
  const timer = setInterval(() => dispatching.tick(), options.pollEveryMs ?? POLL_EVERY_MS).unref()
  return {
    stop() {
      clearInterval(timer)
      return dispatching.stop()
    },
  }
}

class Dispatching {
  readonly #options: WebhookDispatcherOptions
  readonly #claimer: string
  readonly #stopping = new AbortController()
  readonly #underWay = new Map<ClaimedDelivery, Promise<void>>()
  readonly #disableGone
  #claiming: Promise<void> | undefined
  #isStopped = false
  #restUntil = Number.NEGATIVE_INFINITY

  constructor(options: WebhookDispatcherOptions) {
    this.#options = options
    this.#claimer = options.random.uuid()
    this.#disableGone = makeDisableGoneEndpoint(options)
  }

  tick(): void {
    if (this.#isStopped || this.#claiming !== undefined || performance.now() < this.#restUntil) return
    this.#claiming = this.#claimAndSend()
      .catch((error: unknown) => this.#rest(error))
      .finally(() => {
        this.#claiming = undefined
      })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#claiming
    const grace = setTimeout(() => this.#stopping.abort(), STOP_GRACE_MS)
    await Promise.all(this.#underWay.values())
    clearTimeout(grace)
  }

  async #claimAndSend(): Promise<void> {
    const { webhooks, clock, attemptMs } = this.#options
    const limit = CONCURRENCY - this.#underWay.size
    const now = clock.now()
    if (limit <= 0 || !(await webhooks.hasDue(now))) return
    const claimed = await webhooks.claim({
      claimer: this.#claimer,
      now,
      until: (now + attemptMs + CLAIM_MARGIN_MS) as Instant,
      limit,
      perEndpoint: CONCURRENCY_PER_ENDPOINT,
      busy: this.#busyEndpoints(),
    })
    for (const delivery of claimed) this.#begin(delivery)
  }

  #busyEndpoints(): readonly string[] {
    const attempts = Map.groupBy(this.#underWay.keys(), ({ endpoint }) => endpoint.id)
    return [...attempts].filter(([, ofOne]) => ofOne.length >= CONCURRENCY_PER_ENDPOINT).map(([id]) => id)
  }

  #begin(delivery: ClaimedDelivery): void {
    const attempt = this.#attempt(delivery)
      .catch((error: unknown) => this.#report(delivery, error))
      .finally(() => {
        this.#underWay.delete(delivery)
        this.tick()
      })
    this.#underWay.set(delivery, attempt)
  }

  async #attempt(delivery: ClaimedDelivery): Promise<void> {
    const { webhooks, clock, random } = this.#options
    const { projectId, endpoint, message, attempt } = delivery
    const reference = { projectId, endpointId: endpoint.id, messageId: message.id }
    const sent = await this.#send(delivery)
    if (sent === undefined) return webhooks.release(reference, this.#claimer, clock.now())
    if (isGone(sent)) await this.#disableGone(projectId, endpoint.id)
    const outcome = outcomeOf(sent, { attempt, attemptedAt: clock.now(), chance: chanceOf(random) })
    await webhooks.settle(reference, this.#claimer, outcome)
    if (outcome.state === 'dead') {
      this.#options.logger.warn(
        { projectId, webhookId: endpoint.id, messageId: message.id, error: outcome.error },
        'webhook: gave up',
      )
    }
  }

  /** `undefined`: a stop came first. */
  async #send({ projectId, endpoint, message }: ClaimedDelivery) {
    const { projects, masterKeys, clock, sender, userAgent } = this.#options
    const stored = await projects.findProject({ id: projectId })
    if (stored === undefined) return { outcome: 'failed', failure: 'target_not_allowed' } as const
    const now = clock.now()
    const secrets = openSigningSecrets(endpoint, stored.project, masterKeys, now)
    const headers = { 'content-type': 'application/json', 'user-agent': userAgent, ...signedHeaders(message, secrets, now) }
    try {
      return await sender.send({ url: endpoint.url, headers, body: message.payload }, this.#stopping.signal)
    } catch (error) {
      if (this.#stopping.signal.aborted) return undefined
      throw error
    }
  }

  #report({ projectId, endpoint, message }: ClaimedDelivery, error: unknown): void {
    const facts = { projectId, webhookId: endpoint.id, messageId: message.id }
    this.#options.logger.error({ err: error, ...facts }, 'a webhook attempt could not be finished; it is repeated')
  }

  #rest(error: unknown): void {
    this.#restUntil = performance.now() + RETRY_STORE_MS
    this.#options.logger.error({ err: error }, 'webhooks could not be read, trying again')
  }
}

/** Uniform in [0, 1). */
const chanceOf = (random: RandomSource): number => new DataView(new Uint8Array(random.bytes(4)).buffer).getUint32(0) / 2 ** 32
