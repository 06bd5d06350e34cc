import type { ConfigProblem } from './config-error.ts'
import type { Lookup } from './lookup.ts'
import { parseRedisAddress, type RedisAddress } from './redis-address.ts'

/** What is kept in Redis, and where it is. Its password is among the secrets. */
export type RedisConfig =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      readonly addresses: readonly [RedisAddress, ...RedisAddress[]]
      readonly isCluster: boolean
      readonly username: string | undefined
      readonly database: number
      readonly isEncrypted: boolean
      readonly commandDeadlineMs: number
      /** Whether key records are shared through it. */
      readonly keepsKeys: boolean
      /** Whether uses are counted in it. */
      readonly countsUses: boolean
    }

/** A verification waits for Redis before it does without: longer than that would be worse than none. */
const COMMAND_DEADLINE_MAX_MS = 1000

export function shapeRedis(lookup: Lookup): RedisConfig {
  const keepsKeys = lookup.textOrNone('cache.type') === 'redis'
  const countsUses = lookup.text('rate_limit.backend') === 'redis'
  if (!keepsKeys && !countsUses) return { kind: 'off' }
  const [first, ...others] = lookup.texts('cache.redis.addrs').flatMap((text) => parseRedisAddress(text) ?? [])
  if (first === undefined) throw new TypeError('cache.redis.addrs was not checked')
  const username = lookup.text('cache.redis.username')
  return {
    kind: 'on',
    addresses: [first, ...others],
    isCluster: isCluster(lookup),
    username: username === '' ? undefined : username,
    database: lookup.number('cache.redis.db'),
    isEncrypted: lookup.flag('cache.redis.tls.enabled'),
    commandDeadlineMs: Math.min(COMMAND_DEADLINE_MAX_MS, lookup.number('cache.redis.timeout')),
    keepsKeys,
    countsUses,
  }
}

export function redisProblems(lookup: Lookup): readonly ConfigProblem[] {
  if (shapeless(lookup)) return [{ path: 'cache.redis.addrs', rule: 'must name at least one server' }]
  if (isCluster(lookup) && lookup.number('cache.redis.db') !== 0) {
    return [{ path: 'cache.redis.db', rule: 'must be 0: a Cluster has no other' }]
  }
  return []
}

const shapeless = (lookup: Lookup): boolean => lookup.texts('cache.redis.addrs').length === 0

const isCluster = (lookup: Lookup): boolean =>
  lookup.flagOrNone('cache.redis.cluster') ?? lookup.texts('cache.redis.addrs').length > 1
