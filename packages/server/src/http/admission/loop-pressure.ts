/** How often the event loop is looked at while there are requests. */
export const PROBE_MS = 5
/** The looking ends when this many turns brought no request. */
const IDLE_PROBES = 200
/** A turn with fewer is late because of one large request, or because others have the processor. */
const MANY = 4
/** Work that was put off to later turns makes them late as well. */
const MANY_UNDER_WAY = 16
/** Longer than a burst: late turns for so long mean that more comes than can be done. */
const BURST_MS = 500
/** How long after the last late turn a new burst is not waited for. */
const GUARD_MS = 1000

/**
 * Measures how long the turns of the event loop take. In one thread that is the queue: whatever arrives during a turn waits for
 * its end. Turns that are late without a pause, for longer than a burst lasts, are an overload (as in CoDel, RFC 8289 §5.1, it
 * is the least delay within an interval that tells a standing queue from a burst).
 */
export class LoopPressure {
  readonly #lateMs: number
  readonly #now: () => number
  readonly #underWay: () => number
  #timer: NodeJS.Timeout | undefined
  #turnStartedAt = 0
  #lateSince: number | undefined
  #guardedUntil = -Infinity
  #quietProbes = 0
  #requests = 0
  /** Of the last turn that is over. */
  previousTurnMs = 0
  /** Counts up with every turn that was looked at. */
  turn = 0

  /** `targetMs`: how much work one turn may hold. */
  constructor(targetMs: number, { now, underWay }: { readonly now: () => number; readonly underWay: () => number }) {
    this.#lateMs = targetMs + PROBE_MS
    this.#now = now
    this.#underWay = underWay
  }

  /** Told of each request. Resolves how long this turn has lasted by now, at most `PROBE_MS` of them idle. */
  elapsedMs(now: number): number {
    this.#quietProbes = 0
    this.#requests += 1
    if (this.#timer === undefined) {
      this.#turnStartedAt = now
      this.#timer = setInterval(() => this.#look(), PROBE_MS).unref()
    }
    return now - this.#turnStartedAt
  }

  /** Whether more comes than can be done: true from half a second of late turns on until a second after the last one. */
  isOverloaded(now: number): boolean {
    if (this.#isCrowded() && now - (this.#lateSince ?? this.#turnStartedAt) > BURST_MS) this.#guardedUntil = now + GUARD_MS
    return now < this.#guardedUntil
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#lateSince = undefined
  }

  #isCrowded(): boolean {
    return this.#requests >= MANY || this.#underWay() >= MANY_UNDER_WAY
  }

  #look(): void {
    const now = this.#now()
    this.previousTurnMs = now - this.#turnStartedAt
    if (this.previousTurnMs <= this.#lateMs || !this.#isCrowded()) this.#lateSince = undefined
    else {
      this.#lateSince ??= this.#turnStartedAt
      if (now < this.#guardedUntil) this.#guardedUntil = now + GUARD_MS
    }
    this.#turnStartedAt = now
    this.turn += 1
    this.#requests = 0
    this.#quietProbes += 1
    if (this.#quietProbes > IDLE_PROBES) this.stop()
  }
}
