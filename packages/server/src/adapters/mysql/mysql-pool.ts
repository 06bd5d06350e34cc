import { CONNECT_DEADLINE_MS, WAITING_MAX } from '../sql/network-database.ts'
import { databaseUnavailable } from '../sql/outage-circuit.ts'
import type { MysqlConnection } from './mysql-connection.ts'

const SWEEP_EVERY_MS = 1_000

export interface MysqlPoolOptions {
  readonly open: () => Promise<MysqlConnection>
  /** Connections at the same time. */
  readonly max: number
  /** Connections that stay open although nobody needs them. */
  readonly maxIdle: number
  /** How long others stay; 0 is for ever. */
  readonly maxIdleMs: number
  /** After this a connection is replaced; 0 is never. */
  readonly maxLifetimeMs: number
}

interface Waiting {
  readonly timer: NodeJS.Timeout
  resolve(connection: MysqlConnection): void
  reject(error: unknown): void
}

/**
 * A pool of its own, for the one of the driver knows neither how long a caller waits nor how old a connection is, and does
 * not end while a server keeps silent.
 */
export class MysqlPool {
  readonly #options: MysqlPoolOptions
  /** The last used is the last, and the first to be used again. */
  #idle: MysqlConnection[] = []
  #waiting: Waiting[] = []
  /** Connections that are used, idle or being made. */
  #size = 0
  #making = 0
  readonly #sweeper: NodeJS.Timeout
  #emptied: (() => void) | undefined

  constructor(options: MysqlPoolOptions) {
    this.#options = options
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_EVERY_MS).unref()
  }

  /** Rejects with `service_unavailable` when none is free in time, or too many wait for one. */
  checkOut(): Promise<MysqlConnection> {
    if (this.#emptied !== undefined || this.#waiting.length >= WAITING_MAX) return Promise.reject(databaseUnavailable())
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        reject(databaseUnavailable(new Error('no connection to the database was free in time')))
      }, CONNECT_DEADLINE_MS)
      const waiting: Waiting = { timer, resolve, reject }
      this.#waiting.push(waiting)
      this.#serve()
    })
  }

  checkIn(connection: MysqlConnection): void {
    if (this.#emptied !== undefined || !this.#isUsable(connection)) {
      this.#drop(connection)
    } else {
      connection.idleSinceMs = performance.now()
      this.#idle.push(connection)
    }
    this.#serve()
  }

  /** Resolves when every connection was given back and closed. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper)
    const emptied = Promise.withResolvers<void>()
    this.#emptied = emptied.resolve
    this.#refuse(databaseUnavailable())
    for (const connection of this.#idle.splice(0)) this.#drop(connection)
    if (this.#size === 0) emptied.resolve()
    await emptied.promise
  }

  #serve(): void {
    for (;;) {
      const connection = this.#waiting.length > 0 ? this.#takeIdle() : undefined
      if (connection === undefined) break
      const waiting = this.#waiting.shift()
      clearTimeout(waiting?.timer)
      waiting?.resolve(connection)
    }
    while (this.#making < this.#waiting.length && this.#size < this.#options.max) void this.#make()
  }

  #takeIdle(): MysqlConnection | undefined {
    for (;;) {
      const connection = this.#idle.pop()
      if (connection === undefined || this.#isUsable(connection)) return connection
      this.#drop(connection)
    }
  }

  async #make(): Promise<void> {
    this.#size++
    this.#making++
    let made: MysqlConnection
    try {
      made = await this.#options.open()
    } catch (error) {
      this.#making--
      this.#shrink()
      // Whoever waits may still get one of those that others use.
      if (this.#size === this.#making) this.#refuse(databaseUnavailable(error))
      return
    }
    this.#making--
    this.checkIn(made)
  }

  #isUsable({ isBroken, openedMs }: MysqlConnection): boolean {
    const { maxLifetimeMs } = this.#options
    return !isBroken && (maxLifetimeMs === 0 || performance.now() - openedMs < maxLifetimeMs)
  }

  #sweep(): void {
    const { maxIdle, maxIdleMs } = this.#options
    const now = performance.now()
    const isUnneeded = ({ idleSinceMs }: MysqlConnection): boolean => maxIdleMs > 0 && now - idleSinceMs > maxIdleMs
    let spare = this.#idle.length - maxIdle
    const dropped = this.#idle.filter((each) => !this.#isUsable(each) || (spare-- > 0 && isUnneeded(each)))
    this.#idle = this.#idle.filter((connection) => !dropped.includes(connection))
    for (const connection of dropped) this.#drop(connection)
  }

  #drop(connection: MysqlConnection): void {
    if (!connection.isBroken) connection.end()
    this.#shrink()
  }

  #shrink(): void {
    this.#size--
    if (this.#size === 0) this.#emptied?.()
  }

  #refuse(error: unknown): void {
    for (const { timer, reject } of this.#waiting.splice(0)) {
      clearTimeout(timer)
      reject(error)
    }
  }
}
