import { setTimeout as delay } from 'node:timers/promises'
import type { TestProject } from './control-plane.ts'

export interface Verdict {
  readonly label: string
  /** `performance.now()` when it was asked. */
  readonly askedAt: number
  /** `VALID`, or why not. */
  readonly verdict: string
}

const TICK_MS = 10

/** Verifies the credentials it is given in turn, so many times a second, whether earlier answers are there or not. */
export class VerifyLoad {
  readonly verdicts: Verdict[] = []
  readonly #projects: readonly TestProject[]
  readonly #perSecond: number
  readonly #credentials: (readonly [label: string, credential: string])[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly #startedAt = performance.now()
  readonly #timer: NodeJS.Timeout
  #asked = 0

  /** `projects`: the same one, on each of its servers. */
  constructor(projects: readonly TestProject[], perSecond: number) {
    this.#projects = projects
    this.#perSecond = perSecond
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref()
  }

  add(label: string, credential: string): void {
    this.#credentials.push([label, credential])
  }

  remove(label: string): void {
    const index = this.#credentials.findIndex(([known]) => known === label)
    if (index !== -1) this.#credentials.splice(index, 1)
  }

  /** What was answered to questions that were asked within the time. */
  async during(ms: number): Promise<readonly Verdict[]> {
    const from = performance.now()
    await delay(ms)
    await Promise.all(this.#pending)
    return this.verdicts.filter(({ askedAt }) => askedAt >= from)
  }

  async stop(): Promise<{ readonly perSecond: number }> {
    clearInterval(this.#timer)
    const seconds = (performance.now() - this.#startedAt) / 1000
    await Promise.all(this.#pending)
    return { perSecond: this.verdicts.length / seconds }
  }

  #tick(): void {
    const due = ((performance.now() - this.#startedAt) / 1000) * this.#perSecond
    for (; this.#asked < due; this.#asked++) this.#ask()
  }

  #ask(): void {
    const [label, credential] = this.#credentials[this.#asked % this.#credentials.length] ?? []
    const project = this.#projects[Math.floor(this.#asked / this.#credentials.length) % this.#projects.length]
    if (label === undefined || credential === undefined || project === undefined) return
    const askedAt = performance.now()
    const asking = project
      .verify(credential)
      .catch((error: unknown) => String(error))
      .then((verdict) => {
        this.verdicts.push({ label, askedAt, verdict })
        this.#pending.delete(asking)
      })
    this.#pending.add(asking)
  }
}
