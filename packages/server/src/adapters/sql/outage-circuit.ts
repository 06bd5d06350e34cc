import { DomainError } from '@latchkey/core/errors/domain-error'

/** How often a database that is down is asked whether it is back. */
const PROBE_EVERY_MS = 250

/** How long it is remembered that a verification waited in vain. */
const STARVED_MS = 1_000

/** The answer to everyone while no database answers. */
export const databaseUnavailable = (cause?: unknown): DomainError =>
  new DomainError('service_unavailable', { reason: 'the database cannot answer', retryAfterSeconds: 1, cause })

/**
 * Keeps callers from waiting for a database that is down: after the first sign of it one probe decides, and until a probe
 * succeeds everyone is refused at once.
 */
export class OutageCircuit {
  readonly #probe: () => Promise<unknown>
  #isDown = false
  #probing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  #starvedAtMs = Number.NEGATIVE_INFINITY

  /** `probe` rejects, within its own deadline, as long as the database does not answer. */
  constructor(probe: () => Promise<unknown>) {
    this.#probe = probe
  }

  /** Whether verifications are answered: a database that answers only probes is of no use to them. */
  get isHealthy(): boolean {
    return !this.#isDown && performance.now() - this.#starvedAtMs > STARVED_MS
  }

  /** A verification was not answered in time: every connection is held, or what was asked on one hangs. */
  starve(): void {
    this.#starvedAtMs = performance.now()
  }

  /** A verification was answered. */
  feed(): void {
    this.#starvedAtMs = Number.NEGATIVE_INFINITY
  }

  /** Throws `service_unavailable` while the database is down. */
  guard(): void {
    if (this.#isDown) throw databaseUnavailable()
  }

  /** Something did not answer. */
  suspect(): void {
    if (this.#isClosed || this.#probing !== undefined || this.#timer !== undefined) return
    this.#probing = this.#look()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#probing
  }

  async #look(): Promise<void> {
    this.#timer = undefined
    try {
      await this.#probe()
      this.#isDown = false
    } catch {
      this.#isDown = true
      this.#lookAgain()
    } finally {
      this.#probing = undefined
    }
  }

  #lookAgain(): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.#probing = this.#look()
    }, PROBE_EVERY_MS)
    this.#timer.unref()
  }
}
