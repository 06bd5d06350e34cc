import { CONNECT_DEADLINE_MS, WAITING_MAX } from './network-database.ts'
import { databaseUnavailable } from './outage-circuit.ts'

/** A read that waits gets at least one turn in so many, whatever is written. */
const READ_EVERY = 4

/** What a connection is wanted for. */
export type Errand = 'commit' | 'read'

interface Waiting {
  readonly timer: NodeJS.Timeout
  readonly begin: () => void
}

/**
 * Who gets one of so many connections next. Commits go before reads, so that whoever takes an access away never waits behind
 * everybody who wants to see a list; every fourth turn goes to a read all the same. Among themselves both come in their order.
 */
export class ConnectionTurns {
  #free: number
  /** Turns that went to commits while reads waited. */
  #passedOver = 0
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
    const { commit, read } = this.#waiting
    const isReadsTurn = read.size > 0 && (commit.size === 0 || this.#passedOver >= READ_EVERY - 1)
    this.#passedOver = isReadsTurn || read.size === 0 ? 0 : this.#passedOver + 1
    const queue = isReadsTurn ? read : commit
    const [next] = queue
    if (next === undefined) {
      this.#free++
      return
    }
    queue.delete(next)
    clearTimeout(next.timer)
    next.begin()
  }
}
