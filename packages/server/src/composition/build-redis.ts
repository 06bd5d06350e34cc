import type { Clock } from '@latchkey/core/ports/clock'
import type { InvalidationChannel } from '@latchkey/core/ports/invalidations'
import type { RateLimiter } from '@latchkey/core/ports/rate-limiter'
import type { SharedKeyCache } from '@latchkey/core/ports/shared-key-cache'
import { openRedis } from '../adapters/redis/redis.ts'
import { RedisInvalidationChannel } from '../adapters/redis/redis-invalidation-channel.ts'
import { RedisKeyCache } from '../adapters/redis/redis-key-cache.ts'
import type { RedisOptions } from '../adapters/redis/redis-options.ts'
import { RedisRateLimiter } from '../adapters/redis/redis-rate-limiter.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { QUEUE_DEPTH } from '../telemetry/metrics.ts'
import type { Telemetry } from './build-telemetry.ts'
import { DEPENDENCY_UP, degradationOf } from './dependencies.ts'

/** What this server has of Redis, on one connection to each of its servers. */
export interface RedisParts {
  /** `undefined`: uses are counted elsewhere. */
  readonly rateLimiter: RateLimiter | undefined
  /** `undefined`: key records are not shared. */
  readonly keyCache: SharedKeyCache | undefined
  /** The quick way for invalidations, on a connection of its own; `undefined` where key records are not shared. */
  openChannel(): InvalidationChannel | undefined
  /** What is wrong with it, by name of the part. The server does its work without it. */
  findDegradations(): Readonly<Record<string, string>>
  /** From here on changes are followed. Resolves when it can be used, and at the latest after a moment. */
  begin(): Promise<void>
  close(): Promise<void>
}

export interface RedisSurroundings {
  /** What is different for every database, so that several may share one Redis. */
  readonly namespace: string
  readonly clock: Clock
  readonly telemetry: Telemetry
}

/** How long a start waits for Redis. */
const BEGIN_MS = 1000

/** Begins to connect. `undefined` where the configuration does not ask for it. */
export function buildRedis({ config, secrets }: LoadedConfig, surroundings: RedisSurroundings): RedisParts | undefined {
  if (config.redis.kind === 'off') return undefined
  const { namespace, clock, telemetry } = surroundings
  const { kind: _, keepsKeys, countsUses, ...location } = config.redis
  const connection: RedisOptions = { ...location, password: secrets.redisPassword, onChange: reporterOf(telemetry) }
  const redis = openRedis(connection)
  const keyCache = keepsKeys ? new RedisKeyCache({ redis, namespace, clock }) : undefined
  watch(telemetry, () => redis.isUp(), keyCache)
  return {
    rateLimiter: countsUses ? new RedisRateLimiter({ redis, namespace }) : undefined,
    keyCache,
    openChannel: () => (keepsKeys ? new RedisInvalidationChannel({ redis, connection, namespace }) : undefined),
    findDegradations: () => degradationOf('redis', redis.isUp()),
    async begin() {
      if (!(await redis.whenUp(BEGIN_MS))) {
        telemetry.logger.error({ err: redis.lastFailure() }, 'Redis cannot be reached; the server begins without it')
      }
      keyCache?.distrust()
    },
    async close() {
      keyCache?.close()
      await redis.close()
    },
  }
}

const reporterOf =
  ({ logger }: Telemetry): Required<RedisOptions>['onChange'] =>
  ({ server, isUp, cause }) => {
    if (isUp) logger.info({ server }, 'Redis answers')
    else logger.error({ server, err: cause }, 'Redis does not answer; the server does without it')
  }

function watch({ metrics }: Telemetry, isUp: () => boolean, keyCache: RedisKeyCache | undefined): void {
  metrics.watch({ ...DEPENDENCY_UP, labels: { dependency: 'redis' } }, () => (isUp() ? 1 : 0))
  if (keyCache === undefined) return
  metrics.watch({ ...QUEUE_DEPTH, labels: { queue: 'evictions' } }, () => keyCache.pendingEvictions)
}
