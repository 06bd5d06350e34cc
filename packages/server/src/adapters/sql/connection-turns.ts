import { CONNECT_DEADLINE_MS, WAITING_MAX } from './network-database.ts'
import { databaseUnavailable } from './outage-circuit.ts'

/** What a connection is wanted for. */
export type Errand = 'commit' | 'read'

interface Waiting {
  readonly timer: NodeJS.Timeout
  readonly begin: () => void
}

/**
 * Who gets one of so many connections next. Commits go before reads, so that whoever takes an access away never waits behind
 * everybody who wants to see a list; among themselves both come in their order.
 */
export class ConnectionTurns {
  #free: number
  // A set keeps the order, and whoever gives up leaves it at once.
  readonly #waiting: Readonly<Record<Errand, Set<Waiting>>> = { commit: new Set(), read: new Set() }

  constructor(connections: number) {
    this.#free = connections
  }

  /** Whether anybody waits. */
  get areWaitedFor(): boolean {
    return this.#waiting.commit.size + this.#waiting.read.size > 0
  }

  /**
   * Resolves when there is one, which must then be given back. Rejects with `service_unavailable` when there is none in time,
   * or too many wait already.
   */
  take(errand: Errand): Promise<void> {
    const queue = this.#waiting[errand]
    if (this.#free > 0) {
      this.#free--
      return Promise.resolve()
    }
    if (queue.size >= WAITING_MAX) return Promise.reject(databaseUnavailable())
    return new Promise((begin, refuse) => {
      const timer = setTimeout(() => {
        queue.delete(waiting)
        refuse(databaseUnavailable(new Error('no connection to the database was free in time')))
      }, CONNECT_DEADLINE_MS)
      const waiting: Waiting = { timer, begin }
      queue.add(waiting)
    })
  }

  giveBack(): void {
    for (const queue of [this.#waiting.commit, this.#waiting.read])
      for (const next of queue) {
        queue.delete(next)
        clearTimeout(next.timer)
        next.begin()
        return
      }
    this.#free++
  }
}
