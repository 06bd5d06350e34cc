import type { Pool, PoolClient, QueryArrayConfig, QueryArrayResult } from 'pg'
import { WAITING_MAX } from '../sql/network-database.ts'
import { databaseUnavailable } from '../sql/outage-circuit.ts'
import { asServiceUnavailable, isConnectionLost, isOfPreparing } from './postgres-failure.ts'

/** Questions under way on one connection before a further one is used. */
const DEPTH = 16
/** A connection that has answered nothing for so long is busy: its next answer may keep those behind it waiting. */
const STALLED_MS = 3
/** After this a connection takes no more questions until it was given back once: the pool replaces old ones then. */
const HELD_MS = 1_000

/** A connection that several questions share. */
interface Lane {
  readonly client: Promise<PoolClient>
  /** The same once it is there. */
  connected: PoolClient | undefined
  readonly openedAtMs: number
  /** When it last answered, or else was idle. */
  movedAtMs: number
  underWay: number
  /** Whether a question failed that the ones behind it may have left their preparation to. */
  hasFailed: boolean
  isLost: boolean
}

/**
 * Sends questions without waiting for the answers before them (PostgreSQL, "Pipelining" of the extended protocol): the same
 * connection carries many at once, which costs both ends about half. For single reads only: each is a transaction by itself,
 * and whoever is behind a slow one waits for it. When one is not answered in time the driver ends the connection with all
 * that are under way on it.
 */
export class SharedConnections {
  readonly #pool: Pool
  readonly #connectionsMax: number
  readonly #lanes = new Set<Lane>()
  #underWay = 0

  /** The clients of `pool` must have been made with `pipeline`. */
  constructor(pool: Pool, connectionsMax: number) {
    this.#pool = pool
    this.#connectionsMax = connectionsMax
  }

  async ask(query: QueryArrayConfig): Promise<QueryArrayResult> {
    if (this.#underWay >= this.#connectionsMax * DEPTH + WAITING_MAX) throw databaseUnavailable()
    const lane = this.#lane()
    lane.underWay++
    this.#underWay++
    try {
      const client = await lane.client
      const result = await client.query(query)
      lane.movedAtMs = performance.now()
      return result
    } catch (cause) {
      const error = lane.hasFailed && isOfPreparing(cause) ? databaseUnavailable(cause) : asServiceUnavailable(cause)
      lane.hasFailed ||= !isOfPreparing(cause)
      lane.isLost ||= isConnectionLost(error)
      throw error
    } finally {
      lane.underWay--
      this.#underWay--
      if (lane.isLost) this.#lanes.delete(lane)
      if (lane.underWay === 0) this.#giveBack(lane)
    }
  }

  /** The emptiest one that moves; a new one rather than one that is full or stands still; whatever there is when there is no more. */
  #lane(): Lane {
    const now = performance.now()
    let best: Lane | undefined
    let fallback: Lane | undefined
    for (const lane of this.#lanes) {
      const isFree = lane.underWay < DEPTH && now - lane.movedAtMs < STALLED_MS && now - lane.openedAtMs < HELD_MS
      if (isFree && (best === undefined || lane.underWay < best.underWay)) best = lane
      if (fallback === undefined || lane.underWay < fallback.underWay) fallback = lane
    }
    return best ?? (this.#lanes.size < this.#connectionsMax || fallback === undefined ? this.#open(now) : fallback)
  }

  #open(now: number): Lane {
    const client = this.#pool.connect()
    const lane: Lane = {
      client,
      connected: undefined,
      openedAtMs: now,
      movedAtMs: now,
      underWay: 0,
      hasFailed: false,
      isLost: false,
    }
    const opened = (connected: PoolClient): void => {
      lane.connected = connected
      lane.movedAtMs = performance.now()
    }
    // Whoever waits for it is told why there is none.
    client.then(opened, () => {})
    this.#lanes.add(lane)
    return lane
  }

  #giveBack(lane: Lane): void {
    this.#lanes.delete(lane)
    lane.connected?.release(lane.isLost)
  }
}
