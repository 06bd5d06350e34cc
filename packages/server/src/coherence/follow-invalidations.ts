import type { Invalidation, InvalidationLog } from '@latchkey/core/ports/invalidations'
import type { Logger } from 'pino'

/** How long another process's change may go unnoticed here. */
export const INVALIDATION_POLL_MS = 50

/** Everything in this process that remembers what the store said. */
export interface Memories {
  forget(invalidation: Invalidation): void
  forgetEverything(): void
}

export interface InvalidationFollower {
  start(): Promise<void>
  stop(): void
}

/**
 * Carries what other processes on the same store changed into this process's memories. When the log cannot be read or has
 * a gap, everything is forgotten: not knowing what changed means remembering nothing.
 */
export function makeInvalidationFollower(log: InvalidationLog, memories: Memories, logger: Logger): InvalidationFollower {
  let position = 0
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const follow = async (): Promise<void> => {
    if (!(await log.hasNews())) return
    const news = await log.readInvalidations(position)
    position = news.position
    if (news.gap) memories.forgetEverything()
    for (const invalidation of news.invalidations) memories.forget(invalidation)
  }
  const tick = async (): Promise<void> => {
    try {
      await follow()
    } catch (error) {
      memories.forgetEverything()
      logger.error({ err: error }, 'invalidations could not be read')
    }
    if (!stopped) timer = setTimeout(tick, INVALIDATION_POLL_MS).unref()
  }

  return {
    async start() {
      position = (await log.readInvalidations(0)).position
      timer = setTimeout(tick, INVALIDATION_POLL_MS).unref()
    },
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
