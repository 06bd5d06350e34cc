import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { UsageStore } from '@latchkey/core/ports/usage-store'
import type { WebhookStore } from '@latchkey/core/ports/webhook-store'
import { type OutcomeCounts, outcomeIndex, sumOfCounts } from '@latchkey/core/usage/usage-event'
import { refusalsBurstMessage } from '@latchkey/core/webhook/lifecycle-messages'
import type { Logger } from 'pino'

export interface RefusalWatchOptions {
  readonly webhooks: Pick<WebhookStore, 'publish'>
  /** Refusals of one project within one minute that are worth telling. */
  readonly threshold: number
  readonly random: RandomSource
  readonly logger: Pick<Logger, 'error'>
}

const MINUTE_MS = 60_000
/** Projects counted at once; when there are more, the oldest minutes are given up. */
const PROJECTS_MAX = 10_000

/** Notices that many verifications of a project are refused. To be told of counts in passing, not of every single one. */
export class RefusalWatch {
  readonly #options: RefusalWatchOptions
  /** The latest minute of each project. */
  readonly #minutes = new Map<ProjectId, { readonly minute: Instant; refusals: number; isTold: boolean }>()

  constructor(options: RefusalWatchOptions) {
    this.#options = options
  }

  /** So many more verifications were refused at about this instant. Never fails, never waits. */
  note(projectId: ProjectId, at: Instant, refusals: number): void {
    const minute = (Math.floor(at / MINUTE_MS) * MINUTE_MS) as Instant
    const counted = this.#countOf(projectId, minute)
    counted.refusals += refusals
    if (counted.isTold || counted.refusals < this.#options.threshold) return
    counted.isTold = true
    const message = refusalsBurstMessage(projectId, { refusals: counted.refusals, minute }, this.#options.random)
    this.#options.webhooks.publish(projectId, [message]).catch((error: unknown) => {
      counted.isTold = false
      this.#options.logger.error({ err: error, projectId }, 'a burst of refusals could not be told')
    })
  }

  #countOf(projectId: ProjectId, minute: Instant) {
    const known = this.#minutes.get(projectId)
    if (known?.minute === minute) return known
    const fresh = { minute, refusals: 0, isTold: false }
    this.#minutes.delete(projectId)
    this.#minutes.set(projectId, fresh)
    const [oldest] = this.#minutes.keys()
    if (this.#minutes.size > PROJECTS_MAX && oldest !== undefined) this.#minutes.delete(oldest)
    return fresh
  }
}

/** A store of usage that has its refusals watched as they are recorded. */
export function watchRefusals<Recording extends Pick<UsageStore, 'recordUsage'>>(
  usageStore: Recording,
  watch: Pick<RefusalWatch, 'note'>,
): Pick<UsageStore, 'recordUsage'> {
  return {
    async recordUsage(tallies) {
      await usageStore.recordUsage(tallies)
      for (const { projectId, minute, counts } of tallies) {
        const refusals = refusalsOf(counts)
        if (refusals > 0) watch.note(projectId, minute, refusals)
      }
    },
  }
}

const refusalsOf = (counts: OutcomeCounts): number => sumOfCounts(counts) - (counts[outcomeIndex.valid] ?? 0)
