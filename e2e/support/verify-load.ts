import { setTimeout as delay } from 'node:timers/promises'

/** `VALID`, or why not. */
export type Verify = (credential: string) => Promise<string>

export interface Verdict {
  readonly label: string
  /** `performance.now()` when it was asked. */
  readonly askedAt: number
  /** `VALID`, or why not. */
  readonly verdict: string
}

const TICK_MS = 10
/** A machine that cannot keep up is asked less, not buried. */
const PENDING_MAX = 64

/** Verifies the credentials it is given in turn, so many times a second while the machine keeps up. */
export class VerifyLoad {
  readonly verdicts: Verdict[] = []
  readonly #servers: readonly Verify[]
  readonly #perSecond: number
  readonly #credentials: (readonly [label: string, credential: string])[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly #startedAt = performance.now()
  readonly #timer: NodeJS.Timeout
  #asked = 0

  constructor(servers: readonly Verify[], perSecond: number) {
    this.#servers = servers
    this.#perSecond = perSecond
    this.#timer = setInterval(() => this.#tick(), TICK_MS).unref()
  }

  add(label: string, credential: string): void {
    this.#credentials.push([label, credential])
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
    for (; this.#asked < due; this.#asked++) if (this.#pending.size < PENDING_MAX) this.#ask()
  }

  #ask(): void {
    const [label, credential] = this.#credentials[this.#asked % this.#credentials.length] ?? []
    const verify = this.#servers[Math.floor(this.#asked / this.#credentials.length) % this.#servers.length]
    if (label === undefined || credential === undefined || verify === undefined) return
    const askedAt = performance.now()
    const asking = verify(credential)
      .catch((error: unknown) => String(error))
      .then((verdict) => {
        this.verdicts.push({ label, askedAt, verdict })
        this.#pending.delete(asking)
      })
    this.#pending.add(asking)
  }
}
