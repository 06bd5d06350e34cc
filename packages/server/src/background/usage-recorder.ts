import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Instant } from '@latchkey/core/ports/clock'
import type { UsageStore, UsageTally } from '@latchkey/core/ports/usage-store'
import { sumOfCounts, type UsageEvent } from '@latchkey/core/usage/usage-event'
import { periodMs, startOfPeriod } from '@latchkey/core/usage/usage-period'
import { type Room, UsageWindow } from './usage-window.ts'

export interface UsageRecorderOptions {
  readonly usageStore: Pick<UsageStore, 'recordUsage'>
  /** How often figures are written. */
  readonly flushEveryMs?: number
  /** How many keys and addresses are told apart between two writes. What is beyond is counted, but not told apart. */
  readonly maxSources?: number
  /** Figures that could not be written; they stay for the next flush. */
  readonly onError?: (error: unknown) => void
}

const DEFAULT_FLUSH_EVERY_MS = 10_000
/** How soon the first figures after a quiet time are written: somebody may be waiting for them. */
const SOON_MS = 1_000
const DEFAULT_MAX_SOURCES = 100_000
/** An embedded store writes a batch within one turn of the event loop, so it must be short. */
const BATCH_MAX_TALLIES = 100

/**
 * Counts verifications off the request path: exactly, in memory, and adds what it has counted to the store every few
 * seconds. A stop writes everything; a crash loses what has come since the last flush.
 */
export class UsageRecorder {
  readonly #usageStore: Pick<UsageStore, 'recordUsage'>
  readonly #flushEveryMs: number
  readonly #maxSources: number
  readonly #onError: (error: unknown) => void
  readonly #room: Room
  #windows = new Map<Instant, UsageWindow>()
  #latest: UsageWindow
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<boolean> | undefined
  #isEarlyFlushDue = false
  /** Nothing was counted between the last two ticks. */
  #isQuiet = true
  #soon: NodeJS.Timeout | undefined
  #uncounted = 0

  constructor(options: UsageRecorderOptions) {
    this.#usageStore = options.usageStore
    this.#flushEveryMs = options.flushEveryMs ?? DEFAULT_FLUSH_EVERY_MS
    this.#maxSources = options.maxSources ?? DEFAULT_MAX_SOURCES
    this.#onError = options.onError ?? (() => {})
    this.#room = { left: this.#maxSources }
    this.#latest = new UsageWindow(-Infinity as Instant, this.#room)
  }

  /** Verifications for which there was no room: only after a long outage of the store. */
  get uncounted(): number {
    return this.#uncounted
  }

  /** Keys and addresses that wait to be written. */
  get queued(): number {
    return this.#maxSources - this.#room.left
  }

  /** Counts one verification; never fails, never waits. */
  note(event: UsageEvent): void {
    const { minute } = this.#latest
    if (!(event.at >= minute && event.at < minute + periodMs.minute)) this.#latest = this.#windowAt(event.at)
    if (!this.#latest.add(event)) this.#uncounted += 1
    if (this.#room.left < this.#maxSources / 2) this.#flushEarly()
    else if (this.#isQuiet) this.#flushSoon()
  }

  start(): void {
    if (this.#timer !== undefined) return
    this.#timer = setInterval(() => this.#tick(), this.#flushEveryMs)
    this.#timer.unref()
  }

  /** Writes everything that was counted. What the store refuses even now is lost and reported. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    this.#timer = undefined
    await this.#flushing
    await this.#write(this.#take())
  }

  /** Writes what was counted, unless a flush is under way: then waits for that one. Never rejects. */
  async flush(): Promise<void> {
    this.#flushing ??= this.#write(this.#take()).finally(() => {
      this.#flushing = undefined
    })
    // A store that refuses is asked again at the next interval, not before.
    if (await this.#flushing) this.#isEarlyFlushDue = false
  }

  #tick(): void {
    this.#isQuiet = this.#windows.size === 0
    void this.flush()
  }

  #flushSoon(): void {
    if (this.#timer === undefined) return
    this.#isQuiet = false
    this.#soon = setTimeout(() => this.flush(), Math.min(SOON_MS, this.#flushEveryMs))
    this.#soon.unref()
  }

  #flushEarly(): void {
    if (this.#isEarlyFlushDue || this.#timer === undefined) return
    this.#isEarlyFlushDue = true
    setImmediate(() => this.flush())
  }

  #windowAt(at: Instant): UsageWindow {
    const minute = startOfPeriod('minute', at)
    const known = this.#windows.get(minute)
    if (known !== undefined) return known
    const window = new UsageWindow(minute, this.#room)
    this.#windows.set(minute, window)
    return window
  }

  #take(): readonly UsageTally[] {
    const taken = [...this.#windows.values()].flatMap((window) => [...window.tallies()])
    this.#windows = new Map()
    this.#latest = new UsageWindow(-Infinity as Instant, this.#room)
    this.#room.left = this.#maxSources
    return taken
  }

  /** False when the store did not take all of it. */
  async #write(tallies: readonly UsageTally[]): Promise<boolean> {
    for (let start = 0; start < tallies.length; start += BATCH_MAX_TALLIES) {
      try {
        await this.#usageStore.recordUsage(tallies.slice(start, start + BATCH_MAX_TALLIES))
      } catch (error) {
        this.#restore(tallies.slice(start))
        this.#onError(error)
        return false
      }
      await nextTurn()
    }
    return true
  }

  #restore(tallies: readonly UsageTally[]): void {
    for (const tally of tallies) {
      if (!this.#windowAt(tally.minute).restore(tally)) this.#uncounted += sumOfCounts(tally.counts)
    }
  }
}
