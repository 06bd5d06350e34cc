import { randomUUID } from 'node:crypto'
import type { InvalidationChannel, LoggedInvalidation } from '@latchkey/core/ports/invalidations'
import { decodeMessage, encodeMessages } from '../invalidation-message.ts'
import type { Redis } from './redis.ts'
import type { RedisOptions } from './redis-options.ts'
import { RedisSubscription } from './redis-subscription.ts'

export interface RedisInvalidationChannelOptions {
  /** Over which to publish. */
  readonly redis: Redis
  /** Of the connection to listen on, which is one more. */
  readonly connection: RedisOptions
  /** Keeps installations apart that share one Redis: only processes on one store may hear each other. */
  readonly namespace: string
}

/** Redis publish and subscribe: in a Cluster every node hands on what was published on any. */
export class RedisInvalidationChannel implements InvalidationChannel {
  readonly #redis: Redis
  readonly #connection: RedisOptions
  readonly #channel: string
  readonly #self = randomUUID()
  #subscription: RedisSubscription | undefined

  constructor({ redis, connection, namespace }: RedisInvalidationChannelOptions) {
    this.#redis = redis
    this.#connection = connection
    this.#channel = `latchkey:${namespace}:invalidations`
  }

  publish(entries: readonly LoggedInvalidation[]): void {
    for (const message of encodeMessages(this.#self, entries)) {
      const publish = (): Promise<unknown> => this.#redis.run(undefined, ['PUBLISH', this.#channel, message])
      // Once more, in a Cluster through another node. What is lost is still in the log.
      publish().catch(() => publish().catch(() => {}))
    }
  }

  async listen(heard: (entries: readonly LoggedInvalidation[]) => void): Promise<void> {
    this.#subscription ??= new RedisSubscription({
      connection: this.#connection,
      channel: this.#channel,
      // Nobody knows what was published before.
      onSubscribed: () => heard([]),
      onMessage: (text) => {
        const message = decodeMessage(text)
        if (message?.from !== this.#self) heard(message?.entries ?? [])
      },
    })
    await this.#subscription.attempted()
  }

  isWhole(): boolean {
    return this.#subscription?.isWhole() ?? false
  }

  async close(): Promise<void> {
    this.#subscription?.close()
  }
}
