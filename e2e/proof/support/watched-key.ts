import { setTimeout as delay } from 'node:timers/promises'
import { until } from './until.ts'

/** One question and its answer, on the clock of the asking process. */
interface Observation {
  readonly sentAt: number
  readonly answeredAt: number
  readonly valid: boolean
}

/** `undefined`: the server had too much to do to say. */
export type Question = () => Promise<boolean | undefined>

/** What the watchers of one credential saw. */
export interface Sightings {
  readonly questions: number
  /** Asked after the end was acknowledged, and still answered with valid. */
  readonly staleAnswers: number
  /** Asked after an answer of invalid had arrived, and answered with valid. */
  readonly resurrections: number
  /** Until how long after the acknowledgement a question was still answered with valid. */
  readonly validForMs: number
}

export const nothingSeen: Sightings = { questions: 0, staleAnswers: 0, resurrections: 0, validForMs: 0 }

/**
 * Several watchers ask about one credential without a pause, each over its own connection. What counts is the instant at
 * which a question was sent: one that was under way when the end was acknowledged may have been decided before it.
 */
export class Watch {
  readonly #isValid: Question
  readonly #observations: Observation[] = []
  readonly #watchers: readonly Promise<void>[]
  #stopped = false
  #failure: unknown

  constructor(isValid: Question, watchers: number) {
    this.#isValid = isValid
    this.#watchers = Array.from({ length: watchers }, () => this.#watch())
  }

  async #watch(): Promise<void> {
    try {
      while (!this.#stopped) {
        const sentAt = performance.now()
        const valid = await this.#isValid()
        if (valid !== undefined) this.#observations.push({ sentAt, answeredAt: performance.now(), valid })
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

  /** Until an answer was invalid, or for so long. */
  async untilInvalid(withinMs: number): Promise<void> {
    await until(() => this.#failure !== undefined || this.#observations.some(({ valid }) => !valid), withinMs)
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
      validForMs: Math.max(0, ...valid.map(({ sentAt }) => sentAt - endedAt)),
      resurrections: valid.filter(({ sentAt }) => sentAt > firstInvalidAt).length,
    }
  }
}
