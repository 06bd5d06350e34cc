import { setTimeout as delay } from 'node:timers/promises'

/** One question and its answer, on the clock of the asking process. */
interface Observation {
  readonly sentAt: number
  readonly answeredAt: number
  readonly valid: boolean
}

/** What the watchers of one credential saw. */
export interface Sightings {
  readonly questions: number
  /** Asked after the end was acknowledged, and still answered with valid. */
  readonly staleAnswers: number
  /** Asked after an answer of invalid had arrived, and answered with valid. */
  readonly resurrections: number
}

/**
 * Several watchers ask about one credential without a pause, each over its own connection. What counts is the instant at
 * which a question was sent: one that was under way when the end was acknowledged may have been decided before it.
 */
export class Watch {
  readonly #isValid: () => Promise<boolean>
  readonly #observations: Observation[] = []
  readonly #watchers: readonly Promise<void>[]
  #stopped = false
  #failure: unknown

  constructor(isValid: () => Promise<boolean>, watchers: number) {
    this.#isValid = isValid
    this.#watchers = Array.from({ length: watchers }, () => this.#watch())
  }

  async #watch(): Promise<void> {
    try {
      while (!this.#stopped) {
        const sentAt = performance.now()
        const valid = await this.#isValid()
        this.#observations.push({ sentAt, answeredAt: performance.now(), valid })
      }
    } catch (error) {
      this.#failure ??= error
    }
  }

  /** Until so many more answers have arrived. */
  async untilMore(answers: number): Promise<void> {
    const wanted = this.#observations.length + answers
    while (this.#observations.length < wanted && this.#failure === undefined) await delay(1)
  }

  /** Stops asking. `endedAt`: when the acknowledgement of the end had arrived, on `performance.now()`. */
  async stop(endedAt: number): Promise<Sightings> {
    this.#stopped = true
    await Promise.all(this.#watchers)
    if (this.#failure !== undefined) throw this.#failure
    const valid = this.#observations.filter((observation) => observation.valid)
    if (valid.length === 0) throw new Error('the key was never seen valid')
    const firstInvalidAt = Math.min(
      ...this.#observations.filter((observation) => !observation.valid).map(({ answeredAt }) => answeredAt),
    )
    return {
      questions: this.#observations.length,
      staleAnswers: valid.filter(({ sentAt }) => sentAt > endedAt).length,
      resurrections: valid.filter(({ sentAt }) => sentAt > firstInvalidAt).length,
    }
  }
}
