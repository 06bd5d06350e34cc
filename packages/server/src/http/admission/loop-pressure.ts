/** How often the event loop is looked at while there are requests. */
const PROBE_MS = 5
/** The looking ends when this many turns brought no request. */
const IDLE_PROBES = 200
/** A turn with fewer is late because of one large request, or because others have the processor. */
const MANY = 4
/** Work that was put off to later turns makes them late as well. */
const MANY_UNDER_WAY = 16
/** Longer than a burst: a queue that stands for so long means that more comes than can be done. */
export const BURST_MS = 500
/** How long a turn may seem to last in which nothing was done. */
const IDLE_MS = PROBE_MS + 1
/** By how much the work of a turn changes from one to the next. */
const LESS = 0.75
const MORE = 1.25
/** Of what may be under way, for requests that wait for others while they are. */
const LEAST_SHARE = 0.01
/** In milliseconds: below it nothing but the first request of a turn is taken on. */
const LEAST_WORK_MS = 0.1

/** How long after the last of it a new burst is not waited for. */
export const GUARD_MS = 1000
/** What is refused keeps turns short. Of so many, one refused means that more still comes than can be done. */
const SHED_OF = 10

/**
 * Measures how long the turns of the event loop take. In one thread that is the queue: whatever arrives during a turn waits for
 * its end. Turns that are late without a pause, for longer than a burst lasts, are an overload (as in CoDel, RFC 8289 §5.1, it
 * is the least delay within an interval that tells a standing queue from a burst).
 */
export class LoopPressure {
  readonly #targetMs: number
  readonly #now: () => number
  readonly #underWay: () => number
  #timer: NodeJS.Timeout | undefined
  #turnStartedAt = 0
  #lateSince: number | undefined
  #guardedUntil = -Infinity
  #quietProbes = 0
  #requests = 0
  /** Since the guard was set. */
  #asked = 0
  #shed = 0
  /**
   * How long a turn may have lasted when it takes its last request on. What is put off to later turns makes those longer, so
   * it is found by trial: less as long as turns are late, more when they are not.
   */
  workMs: number
  /**
   * What part of the requests that could be answered in time may be under way. What they wait for comes back in later turns,
   * and many answers at once make a turn as late as many requests do: found in the same way.
   */
  share = 1
  /** Counts up with every turn that was looked at. */
  turn = 0

  /** `targetMs`: how much work one turn may hold. */
  constructor(targetMs: number, { now, underWay }: { readonly now: () => number; readonly underWay: () => number }) {
    this.#targetMs = targetMs
    this.workMs = targetMs
    this.#now = now
    this.#underWay = underWay
  }

  /** Told of each request. Resolves how long this turn has lasted by now, at most `PROBE_MS` of them idle. */
  elapsedMs(now: number): number {
    this.#quietProbes = 0
    this.#requests += 1
    this.#asked += 1
    if (this.#timer === undefined) {
      this.#turnStartedAt = now
      this.#timer = setInterval(() => this.#look(), PROBE_MS).unref()
    }
    return now - this.#turnStartedAt
  }

  /** Told of each request that is refused. */
  shed(): void {
    this.#shed += 1
  }

  /**
   * Whether more comes than can be done: true from half a second of late turns on, until there was neither a late one nor much
   * to refuse for a second.
   */
  isOverloaded(now: number): boolean {
    const isLateForLong = this.#isCrowded() && now - (this.#lateSince ?? this.#turnStartedAt) > BURST_MS
    if (isLateForLong || this.#hasJustShedMuch(now)) this.#guard(now)
    return now < this.#guardedUntil
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#lateSince = undefined
  }

  /** At the end of the guard. */
  #hasJustShedMuch(now: number): boolean {
    const overdueMs = now - this.#guardedUntil
    return overdueMs >= 0 && overdueMs < BURST_MS && this.#shed * SHED_OF >= this.#asked
  }

  #guard(now: number): void {
    this.#guardedUntil = now + GUARD_MS
    this.#asked = 0
    this.#shed = 0
  }

  #isCrowded(): boolean {
    return this.#requests >= MANY || this.#underWay() >= MANY_UNDER_WAY
  }

  #look(): void {
    const now = this.#now()
    const turnMs = now - this.#turnStartedAt
    this.workMs =
      turnMs > 2 * this.#targetMs
        ? Math.max(LEAST_WORK_MS, this.workMs * LESS)
        : Math.max(IDLE_MS, Math.min(this.#targetMs, this.workMs * MORE))
    this.share = turnMs > this.#targetMs ? Math.max(LEAST_SHARE, this.share * LESS) : Math.min(1, this.share * MORE)
    if (turnMs <= this.#targetMs + PROBE_MS || !this.#isCrowded()) this.#lateSince = undefined
    else {
      this.#lateSince ??= this.#turnStartedAt
      if (now < this.#guardedUntil) this.#guard(now)
    }
    this.#turnStartedAt = now
    this.turn += 1
    this.#requests = 0
    this.#quietProbes += 1
    if (this.#quietProbes > IDLE_PROBES) this.stop()
  }
}
