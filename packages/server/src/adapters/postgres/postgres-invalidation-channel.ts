import { randomUUID } from 'node:crypto'
import type { InvalidationChannel, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { Client } from 'pg'
import { decodeMessage, encodeMessages } from '../invalidation-message.ts'
import type { NetworkDatabase } from '../sql/network-database.ts'
import type { SqlReader } from '../sql/sql-database.ts'
import { clientConfig } from './postgres-pool.ts'

const CHANNEL = 'latchkey_invalidations'
/** A payload has to stay below 8000 bytes. */
const ENTRIES_PER_MESSAGE = 30
/** How often the listening connection is asked whether it is still there, and how long it may take to say so. */
const HEARTBEAT_EVERY_MS = 300
const HEARTBEAT_DEADLINE_MS = 500
/** Without a sign of life for so long, something may have been missed. */
const WHOLE_MS = 1_000
const RECONNECT_AFTER_MS = 250

/** `LISTEN` and `NOTIFY`, on a connection of its own that is not part of a pool. */
export class PostgresInvalidationChannel implements InvalidationChannel {
  readonly #database: NetworkDatabase
  readonly #publisher: SqlReader
  readonly #self = randomUUID()
  #client: Client | undefined
  #heard: (entries: readonly LoggedInvalidation[]) => void = () => {}
  #aliveAtMs = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(database: NetworkDatabase, publisher: SqlReader) {
    this.#database = database
    this.#publisher = publisher
  }

  publish(entries: readonly LoggedInvalidation[]): void {
    for (const message of encodeMessages(this.#self, entries, ENTRIES_PER_MESSAGE)) {
      // What is lost is still in the log.
      this.#publisher.all(`SELECT pg_notify('${CHANNEL}', ?)`, [message]).catch(() => {})
    }
  }

  async listen(heard: (entries: readonly LoggedInvalidation[]) => void): Promise<void> {
    this.#heard = heard
    await this.#connect()
  }

  isWhole(): boolean {
    return performance.now() - this.#aliveAtMs < WHOLE_MS
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#client?.end().catch(() => {})
  }

  async #connect(): Promise<void> {
    const client = new Client(clientConfig(this.#database, HEARTBEAT_DEADLINE_MS))
    this.#client = client
    client.on('error', () => this.#reconnect(client))
    client.on('end', () => this.#reconnect(client))
    client.on('notification', ({ payload }) => this.#take(payload ?? ''))
    try {
      await client.connect()
      await client.query(`LISTEN ${CHANNEL}`)
      this.#aliveAtMs = performance.now()
      // Nobody knows what was told before.
      this.#heard([])
      this.#beatSoon(client)
    } catch {
      this.#reconnect(client)
    }
  }

  #take(payload: string): void {
    const message = decodeMessage(payload)
    if (message?.from !== this.#self) this.#heard(message?.entries ?? [])
  }

  #beatSoon(client: Client): void {
    this.#later(HEARTBEAT_EVERY_MS, async () => {
      const askedAtMs = performance.now()
      try {
        await client.query('SELECT 1')
        this.#aliveAtMs = askedAtMs
        this.#beatSoon(client)
      } catch {
        this.#reconnect(client)
      }
    })
  }

  #reconnect(lost: Client): void {
    if (this.#client !== lost) return
    this.#client = undefined
    this.#aliveAtMs = Number.NEGATIVE_INFINITY
    void lost.end().catch(() => {})
    this.#later(RECONNECT_AFTER_MS, () => this.#connect())
  }

  #later(ms: number, act: () => Promise<void>): void {
    clearTimeout(this.#timer)
    if (!this.#isClosed) this.#timer = setTimeout(act, ms).unref()
  }
}
