import { createClient, type RedisClientType } from '@redis/client'
import { type RedisOptions, reconnectDelayMs } from './redis-options.ts'
import { connectionOptions } from './redis-servers.ts'

export interface RedisSubscriptionOptions {
  readonly connection: RedisOptions
  readonly channel: string
  readonly onMessage: (text: string) => void
  /** Called each time that listening begins. */
  readonly onSubscribed: () => void
}

const HEARTBEAT_MS = 300
const HEARTBEAT_DEADLINE_MS = 300

/**
 * One connection that listens to one channel. A line on which nobody speaks may be quiet or dead: a heartbeat tells, and a
 * dead one is replaced at once, in a Cluster by one to the next node.
 */
export class RedisSubscription {
  readonly #options: RedisSubscriptionOptions
  #client: RedisClientType | undefined
  #isWhole = false
  #isClosed = false
  #attempts = 0
  #timer: NodeJS.Timeout | undefined
  readonly #firstAttempt: Promise<void>

  constructor(options: RedisSubscriptionOptions) {
    this.#options = options
    this.#firstAttempt = this.#connect()
  }

  /** Resolves after the first attempt, whatever came of it. */
  attempted(): Promise<void> {
    return this.#firstAttempt
  }

  isWhole(): boolean {
    return this.#isWhole
  }

  close(): void {
    this.#isClosed = true
    this.#isWhole = false
    clearTimeout(this.#timer)
    this.#client?.destroy()
  }

  async #connect(): Promise<void> {
    const client = this.#open()
    this.#client = client
    try {
      await client.connect()
      await within(HEARTBEAT_DEADLINE_MS, client.subscribe(this.#options.channel, this.#options.onMessage))
    } catch {
      this.#lose(client)
      return
    }
    if (this.#client !== client || this.#isClosed) return
    this.#attempts = 0
    this.#isWhole = true
    this.#options.onSubscribed()
    this.#beatSoon(client)
  }

  #open(): RedisClientType {
    const { connection } = this.#options
    const { addresses } = connection
    const shared = connectionOptions(connection)
    const address = addresses[this.#attempts % addresses.length] ?? addresses[0]
    const client: RedisClientType = createClient({
      ...shared,
      socket: { ...shared.socket, ...address, reconnectStrategy: false },
    })
    client.on('error', () => this.#lose(client))
    return client
  }

  #beatSoon(client: RedisClientType): void {
    this.#timer = setTimeout(async () => {
      try {
        await within(HEARTBEAT_DEADLINE_MS, client.sendCommand(['PING']))
        if (this.#client === client && !this.#isClosed) this.#beatSoon(client)
      } catch {
        this.#lose(client)
      }
    }, HEARTBEAT_MS).unref()
  }

  #lose(client: RedisClientType): void {
    if (this.#client !== client) return
    this.#client = undefined
    this.#isWhole = false
    clearTimeout(this.#timer)
    client.destroy()
    if (this.#isClosed) return
    // At once after a connection that worked, and then with growing patience.
    const waitMs = this.#attempts === 0 ? 0 : reconnectDelayMs(this.#attempts)
    this.#attempts++
    this.#timer = setTimeout(() => void this.#connect(), waitMs).unref()
  }
}

async function within<T>(deadlineMs: number, answered: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const giveUp = (): void => reject(new Error(`no answer within ${deadlineMs} ms`))
  // An answer that is here already, because this process was busy, is read before an immediate.
  const timer = setTimeout(() => setImmediate(giveUp), deadlineMs)
  try {
    return await Promise.race([answered, promise])
  } finally {
    clearTimeout(timer)
  }
}
