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
/**
 * Carries what other processes on the same store changed into this process's memories: at once by channels, and in any case
 * by the log, which tells what a channel has lost. Not knowing what changed means remembering nothing: so it is at a gap of
 * the log, and at every look for as long as neither the log nor a channel can be heard.
 */
export const makeInvalidationFollower = (parts: FollowerParts): InvalidationFollower => new LogFollower(parts)

class LogFollower implements InvalidationFollower {
  readonly #parts: FollowerParts
  /** The first entry that is not known. */
  #position = 0
  /** Entries after it that are: there is a gap before them, which only the log can tell. */
  readonly #ahead = new Set<number>()
  /** How often something was heard of that only the log can tell, and how much of that the log has told. */
  #heardOf = 0
  #told = 0
  /** What one channel may have missed another has heard. */
  #isCurious = false
  #readAtMs: number
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #stopped = false
  #isBlind = false

  constructor(parts: FollowerParts) {
    this.#parts = parts
    this.#readAtMs = parts.clock.monotonicMs()
  }

  async start(): Promise<void> {
    const { log, channels, clock } = this.#parts
    this.#advance((await log.readInvalidations(0)).position)
    this.#readAtMs = clock.monotonicMs()
    await Promise.all(channels.map((channel) => channel.listen((entries) => this.#hear(channel, entries))))
    this.#lookAfter(INVALIDATION_POLL_MS)
  }

  publish(entries: readonly LoggedInvalidation[]): void {
    this.#take(entries)
    for (const channel of this.#parts.channels) channel.publish(entries)
  }

  isWhole(): boolean {
    return !this.#isBlind
  }

  hasWholeChannels(): boolean {
    return this.#parts.channels.every((channel) => channel.isWhole())
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#looking
    await Promise.all(this.#parts.channels.map((channel) => channel.close()))
  }

  #hear(from: InvalidationChannel, entries: readonly LoggedInvalidation[]): void {
    this.#take(entries)
    if (entries.length === 0) {
      if (this.#parts.channels.some((channel) => channel !== from && channel.isWhole())) this.#isCurious = true
      else this.#heardOf++
    }
    if (this.#isCurious || this.#isBehind()) this.#lookAfter(0)
  }

  /** Entries come by several ways, each in an order of its own, and those of this process by none of them. */
  #take(entries: readonly LoggedInvalidation[]): void {
    for (const { sequence, invalidation } of entries) {
      this.#parts.memories.forget(invalidation)
      if (sequence >= this.#position) this.#ahead.add(sequence)
      this.#closeGap()
    }
    if (this.#ahead.size <= AHEAD_MAX) return
    this.#ahead.clear()
    this.#heardOf++
  }

  #advance(to: number): void {
    this.#position = Math.max(this.#position, to)
    for (const sequence of this.#ahead) if (sequence < this.#position) this.#ahead.delete(sequence)
    this.#closeGap()
  }

  #closeGap(): void {
    while (this.#ahead.delete(this.#position)) this.#position++
  }

  #isBehind(): boolean {
    return this.#ahead.size > 0 || this.#heardOf !== this.#told
  }

  #lookAfter(ms: number): void {
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(() => this.#tick(), ms).unref()
  }

  #tick(): void {
    const { clock, isLogCheap } = this.#parts
    // A database that hangs is as silent as one that is gone, and found out before its deadline.
    if (this.#looking !== undefined && clock.monotonicMs() - this.#readAtMs > SILENCE_MS) this.#miss()
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined
      if (this.#isBehind() && !this.#isBlind) this.#lookAfter(0)
    })
    this.#lookAfter(this.#isBlind || isLogCheap || !this.#isAnyWhole() ? INVALIDATION_POLL_MS : SAFETY_POLL_MS)
  }

  async #look(): Promise<void> {
    try {
      await this.#follow()
      if (this.#isBlind) this.#parts.logger.info('invalidations can be followed again')
      this.#isBlind = false
    } catch (error) {
      this.#miss(error)
    }
  }

  async #follow(): Promise<void> {
    const { log, memories, clock } = this.#parts
    const beganAtMs = clock.monotonicMs()
    const noticed = this.#heardOf
    if (this.#isCurious || this.#isBehind() || (await log.hasNews())) {
      this.#isCurious = false
      const news = await log.readInvalidations(this.#position)
      if (news.gap) memories.forgetEverything()
      for (const invalidation of news.invalidations) memories.forget(invalidation)
      this.#advance(news.position)
      this.#told = noticed
    }
    this.#readAtMs = beganAtMs
  }

  /** A channel that is whole still tells of everything that is committed meanwhile, unless it has told of a gap. */
  #miss(error?: unknown): void {
    if (this.#isAnyWhole() && !this.#isBehind()) return
    const { memories, logger } = this.#parts
    memories.forgetEverything()
    if (!this.#isBlind) logger.error({ err: error }, 'invalidations cannot be followed; nothing is remembered until they can')
    this.#isBlind = true
  }

  #isAnyWhole(): boolean {
    return this.#parts.channels.some((channel) => channel.isWhole())
  }
}
