import { setTimeout as delay } from 'node:timers/promises'
import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { KeyCondition } from '@latchkey/core/ports/key-condition'
import type { KeyCursor, KeyStore } from '@latchkey/core/ports/key-store'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import type { Plan } from '@latchkey/core/project/project'
import {
  bothOrigins,
  type KeyLifecycleType,
  keyLifecycleTypes,
  type LifecycleRules,
  messageAbout,
  newsOf,
  quotaKeysToForget,
  quotaMessages,
} from '@latchkey/core/webhook/lifecycle-messages'
import type { Logger } from 'pino'

export interface KeyLifecycleOptions {
  readonly webhooks: Pick<WebhookStore, 'listSubscribedProjects' | 'publish' | 'findSpent' | 'forgetDedupKeys'>
  readonly keys: Pick<KeyStore, 'list'>
  readonly projects: Pick<ProjectStore, 'findProject' | 'countQuotaUse'>
  readonly planNamed: (name: string) => Plan
  readonly rules: LifecycleRules
  readonly everyMs: number
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  readonly logger: Pick<Logger, 'error'>
  /** Keys read, and messages written, at a time: an embedded store does so within one turn of the event loop. */
  readonly pageSize?: number
}

export interface KeyLifecycle {
  /** Looks now, unless a look is under way: then waits for that one. Never rejects. */
  look(): Promise<void>
  /** Resolves when the page under way is done. */
  stop(): Promise<void>
}

const PAGE_SIZE = 100
const PAUSE_MS = 5

/**
 * Notices what becomes of keys without anybody's doing: that they expire soon, have expired, are not used, or fill the quota.
 * Looks only at projects with a receiver that wants to know, and after its first look only at what is new since the last.
 * Several processes may do so at once; the store takes each message once.
 */
export function startKeyLifecycle(options: KeyLifecycleOptions): KeyLifecycle {
  const watch = new LifecycleWatch(options)
  const timer = setInterval(() => void watch.look(), options.everyMs).unref()
  void watch.look()
  return {
    look: () => watch.look(),
    stop() {
      clearInterval(timer)
      return watch.stop()
    },
  }
}

class LifecycleWatch {
  readonly #options: KeyLifecycleOptions
  readonly #stopping = new AbortController()
  /** By kind of event, when each project was looked at last. */
  readonly #lastLooks: Readonly<Record<KeyLifecycleType, Map<ProjectId, Instant>>> = {
    'api_key.expiring_soon': new Map(),
    'api_key.expired': new Map(),
    'api_key.unused': new Map(),
  }
  #looking: Promise<void> | undefined

  constructor(options: KeyLifecycleOptions) {
    this.#options = options
  }

  look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => {
      this.#looking = undefined
    })
    return this.#looking
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#looking
  }

  async #lookAtAll(): Promise<void> {
    try {
      for (const type of keyLifecycleTypes) await this.#lookFor(type)
      await this.#lookAtQuotas()
    } catch (error) {
      this.#options.logger.error({ err: error }, 'what becomes of keys could not be looked at, trying again')
    }
  }

  async #lookFor(type: KeyLifecycleType): Promise<void> {
    const projectIds = await this.#options.webhooks.listSubscribedProjects([type])
    const lastLooks = this.#lastLooks[type]
    for (const known of lastLooks.keys()) if (!projectIds.includes(known)) lastLooks.delete(known)
    for (const projectId of projectIds) {
      const now = this.#options.clock.now()
      const news = newsOf(type, { now, last: lastLooks.get(projectId) }, this.#options.rules)
      for (const conditions of news) await this.#tellOf(projectId, type, { now, conditions })
      if (this.#stopping.signal.aborted) return
      lastLooks.set(projectId, now)
    }
  }

  async #tellOf(
    projectId: ProjectId,
    type: KeyLifecycleType,
    { now, conditions }: { readonly now: Instant; readonly conditions: readonly KeyCondition[] },
  ): Promise<void> {
    const { keys, webhooks, rules, random, pageSize: limit = PAGE_SIZE } = this.#options
    for (const origin of bothOrigins) {
      let after: KeyCursor | undefined
      do {
        const page: readonly ApiKey[] = await keys.list(projectId, { origin, conditions, after, limit, now })
        const messages = page
          .map((apiKey) => messageAbout(apiKey, type, { now, rules, random }))
          .filter((one) => one !== undefined)
        if (messages.length > 0) await webhooks.publish(projectId, messages)
        after = page.length < limit ? undefined : page.at(-1)
        if (after !== undefined) await this.#rest()
      } while (after !== undefined && !this.#stopping.signal.aborted)
    }
  }

  async #lookAtQuotas(): Promise<void> {
    const { webhooks, projects, planNamed, clock, random } = this.#options
    for (const projectId of await webhooks.listSubscribedProjects(['quota.threshold'])) {
      const stored = await projects.findProject({ id: projectId })
      const limit = stored === undefined ? undefined : planNamed(stored.workspace.plan).apiKeysMax
      if (limit === undefined || this.#stopping.signal.aborted) continue
      const use = { used: await projects.countQuotaUse(projectId), limit }
      const spent = await webhooks.findSpent(projectId, quotaKeysToForget(use))
      if (spent.size > 0) await webhooks.forgetDedupKeys(projectId, [...spent])
      const messages = quotaMessages(projectId, use, { now: clock.now(), random })
      const told = await webhooks.findSpent(
        projectId,
        messages.flatMap(({ dedupKey }) => dedupKey ?? []),
      )
      const untold = messages.filter(({ dedupKey }) => dedupKey === undefined || !told.has(dedupKey))
      if (untold.length > 0) await webhooks.publish(projectId, untold)
    }
  }

  /** Requests come first. Ends early when a stop is asked for. */
  #rest(): Promise<void> {
    return delay(PAUSE_MS, undefined, { signal: this.#stopping.signal, ref: false }).catch(() => {})
  }
}
