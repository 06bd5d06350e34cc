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
  /** Resolves when the log is no longer read. May be called again, and before `start` has resolved. */
  stop(): Promise<void>
}

/**
 * Carries what other processes on the same store changed into this process's memories. When the log has a gap, everything
 * is forgotten: not knowing what changed means remembering nothing. So it is at every look while the log cannot be read.
 */
export function makeInvalidationFollower(log: InvalidationLog, memories: Memories, logger: Logger): InvalidationFollower {
  let position = 0
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let stopped = false
  let isBlind = false

  const follow = async (): Promise<void> => {
    if (!(await log.hasNews())) return
    const news = await log.readInvalidations(position)
    if (news.gap) memories.forgetEverything()
    for (const invalidation of news.invalidations) memories.forget(invalidation)
    position = news.position
  }
  const look = async (): Promise<void> => {
    try {
      await follow()
      if (isBlind) logger.info('invalidations can be read again')
      isBlind = false
    } catch (error) {
      memories.forgetEverything()
      if (!isBlind) logger.error({ err: error }, 'invalidations cannot be read; nothing is remembered until they can')
      isBlind = true
    }
  }
  const tick = async (): Promise<void> => {
    looking = look()
    await looking
    lookSoon()
  }
  const lookSoon = (): void => {
    if (!stopped) timer = setTimeout(tick, INVALIDATION_POLL_MS).unref()
  }

  return {
    async start() {
      position = (await log.readInvalidations(0)).position
      lookSoon()
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}
