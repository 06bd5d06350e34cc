import type { Clock } from '@latchkey/core/ports/clock'
import type { Invalidation, InvalidationChannel, InvalidationLog, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import type { Logger } from 'pino'

/** How long another process's change may go unnoticed here when nothing but the log tells of it. */
export const INVALIDATION_POLL_MS = 50
/** How often the log is looked at beside a channel that is whole: what a channel has lost is found then. */
export const SAFETY_POLL_MS = 250
/** After that a log that has not been read, and no channel that is whole, mean that changes may have been missed. */
const SILENCE_MS = 1_000
/** How many entries after a gap are remembered. */
const AHEAD_MAX = 10_000

/** Everything in this process that remembers what the store said. */
export interface Memories {
  forget(invalidation: Invalidation): void
  forgetEverything(): void
}

export interface InvalidationFollower {
  start(): Promise<void>
  /** What this process has committed itself: the other processes are told. */
  publish(entries: readonly LoggedInvalidation[]): void
  /** False while changes of others may be missed; then nothing is remembered. */
  isWhole(): boolean
  /** Whether every channel works; the log alone is enough, and slower. */
  hasWholeChannels(): boolean
  /** Resolves when the log is no longer read. May be called again, and before `start` has resolved. */
  stop(): Promise<void>
}

export interface FollowerParts {
  readonly log: InvalidationLog
  readonly channels: readonly InvalidationChannel[]
  /** Whether asking the log costs next to nothing, so that it is asked all the time in spite of channels. */
  readonly isLogCheap: boolean
  readonly memories: Memories
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly logger: Logger
}

/**
 * Carries what other processes on the same store changed into this process's memories: at once by channels, and in any case
 * by the log, which tells what a channel has lost. Not knowing what changed means remembering nothing: so it is at a gap of
 * the log, and at every look for as long as neither the log nor a channel can be heard.
 */
export function makeInvalidationFollower(parts: FollowerParts): InvalidationFollower {
  const { log, channels, isLogCheap, memories, clock, logger } = parts
  /** The first entry that is not known. */
  let position = 0
  /** Entries after it that are: there is a gap before them, which only the log can tell. */
  const ahead = new Set<number>()
  /** How often something was heard of that only the log can tell, and how much of that the log has told. */
  let heardOf = 0
  let told = 0
  /** What one channel may have missed another has heard. */
  let isCurious = false
  let readAtMs = clock.monotonicMs()
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let stopped = false
  let isBlind = false

  const isAnyWhole = (): boolean => channels.some((channel) => channel.isWhole())

  const isBehind = (): boolean => ahead.size > 0 || heardOf !== told

  /** Entries come by several ways, each in an order of its own, and those of this process by none of them. */
  const take = (sequence: number): void => {
    if (sequence >= position) ahead.add(sequence)
    while (ahead.delete(position)) position++
    if (ahead.size <= AHEAD_MAX) return
    ahead.clear()
    heardOf++
  }

  const advance = (to: number): void => {
    position = Math.max(position, to)
    for (const sequence of ahead) if (sequence < position) ahead.delete(sequence)
    while (ahead.delete(position)) position++
  }

  const follow = async (): Promise<void> => {
    const beganAtMs = clock.monotonicMs()
    const noticed = heardOf
    if (isCurious || isBehind() || (await log.hasNews())) {
      isCurious = false
      const news = await log.readInvalidations(position)
      if (news.gap) memories.forgetEverything()
      for (const invalidation of news.invalidations) memories.forget(invalidation)
      advance(news.position)
      told = noticed
    }
    readAtMs = beganAtMs
  }

  const look = async (): Promise<void> => {
    try {
      await follow()
      if (isBlind) logger.info('invalidations can be followed again')
      isBlind = false
    } catch (error) {
      missed(error)
    }
  }

  /** A channel that is whole still tells of everything that is committed meanwhile, unless it has told of a gap. */
  const missed = (error?: unknown): void => {
    if (isAnyWhole() && !isBehind()) return
    memories.forgetEverything()
    if (!isBlind) logger.error({ err: error }, 'invalidations cannot be followed; nothing is remembered until they can')
    isBlind = true
  }

  const tick = async (): Promise<void> => {
    // A database that hangs is as silent as one that is gone, and found out before its deadline.
    if (looking !== undefined && clock.monotonicMs() - readAtMs > SILENCE_MS) missed()
    looking ??= look().finally(() => {
      looking = undefined
      if (isBehind() && !isBlind) lookSoon(0)
    })
    lookSoon(isBlind || isLogCheap || !isAnyWhole() ? INVALIDATION_POLL_MS : SAFETY_POLL_MS)
  }

  const lookSoon = (afterMs: number): void => {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(tick, afterMs).unref()
  }

  const heard = (from: InvalidationChannel, entries: readonly LoggedInvalidation[]): void => {
    for (const { sequence, invalidation } of entries) {
      memories.forget(invalidation)
      take(sequence)
    }
    if (entries.length === 0) {
      if (channels.some((channel) => channel !== from && channel.isWhole())) isCurious = true
      else heardOf++
    }
    if (isCurious || isBehind()) lookSoon(0)
  }

  return {
    async start() {
      advance((await log.readInvalidations(0)).position)
      readAtMs = clock.monotonicMs()
      await Promise.all(channels.map((channel) => channel.listen((entries) => heard(channel, entries))))
      lookSoon(INVALIDATION_POLL_MS)
    },
    publish(entries) {
      for (const { sequence, invalidation } of entries) {
        memories.forget(invalidation)
        take(sequence)
      }
      for (const channel of channels) channel.publish(entries)
    },
    isWhole: () => !isBlind,
    hasWholeChannels: () => channels.every((channel) => channel.isWhole()),
    async stop() {
      stopped = true
      clearTimeout(timer)
      await looking
      await Promise.all(channels.map((channel) => channel.close()))
    },
  }
}
