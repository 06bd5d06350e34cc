import { type ConfigEntry, durationRule, textRule } from './config-entry.ts'
import { databaseRule } from './database-dsn.ts'
import { parseRedisAddress } from './redis-address.ts'

const positive = durationRule((ms) => (ms > 0 ? undefined : 'must be more than zero'))

/** Where data lives and how it is kept close. */
export const storageEntries: readonly ConfigEntry[] = [
  {
    path: 'data_dir',
    type: 'string',
    default: './data',
    reload: 'restart',
    rule: textRule((text) => (text.trim() === '' || text.includes('\0') ? 'must be a folder' : undefined)),
    description:
      'Folder for the embedded database and the master key file. Created when it is missing, readable by its owner only.',
  },
  {
    path: 'db.dsn',
    type: 'string',
    reload: 'restart',
    secret: true,
    rule: textRule(databaseRule),
    description:
      'Database: `sqlite://path`, `postgres://user:password@host:port/database`, `cockroach://…` or `mysql://…`, with parameters such as `sslmode` and `max_conns`. Left out: `latchkey.db` in `data_dir`.',
  },
  {
    path: 'secrets.master.current',
    type: 'string',
    reload: 'restart',
    secret: true,
    description:
      'Master secret that seals the secrets of all projects, at least 32 random bytes as text. Left out: a key file in `data_dir`, made at the first start.',
  },
  {
    path: 'secrets.master.retired',
    type: 'list of strings',
    default: [],
    reload: 'restart',
    secret: true,
    description: 'Former master secrets that may still open what they sealed. Needs `secrets.master.current`.',
  },
  {
    path: 'cache.type',
    type: 'enum',
    values: ['noop', 'memory', 'redis'],
    reload: 'restart',
    description:
      'Backend of the verification cache as a Talos file names it. `noop` forbids caching in the default project; with `redis` servers also share what they have read of keys, and push changes to each other.',
  },
  {
    path: 'cache.memory.max_size',
    type: 'integer',
    default: 104_857_600,
    minimum: 1_048_576,
    maximum: 1_099_511_627_776,
    unit: 'bytes',
    reload: 'restart',
    description: 'Memory the verification cache may take, in bytes.',
  },
  {
    path: 'cache.memory.num_counters',
    type: 'integer',
    default: 10_000,
    minimum: 1,
    maximum: 1_000_000_000,
    reload: 'restart',
    unused: true,
    description: 'Counters of the admission policy of another cache.',
  },
  ...redisEntries(),
  {
    path: 'rate_limit.backend',
    type: 'enum',
    values: ['memory', 'redis'],
    default: 'memory',
    reload: 'restart',
    description: 'Where uses are counted: in each server by itself, or in `redis` for all servers together.',
  },
  {
    path: 'rate_limit.on_failure',
    type: 'enum',
    values: ['open', 'deny'],
    default: 'open',
    reload: 'restart',
    description:
      'What becomes of a verification whose use cannot be counted: it passes without figures (`open`), or is refused for a second (`deny`). The limits of plans and of the public surface always pass.',
  },
  {
    path: 'last_used.flush_interval',
    type: 'duration',
    default: '30s',
    reload: 'restart',
    rule: positive,
    description: 'How often the times at which keys were last used are written.',
  },
  {
    path: 'last_used.flush_size',
    type: 'integer',
    default: 100,
    minimum: 1,
    maximum: 100_000,
    reload: 'restart',
    unused: true,
    description: 'How many recorded uses make up a batch.',
  },
  {
    path: 'last_used.queue_size',
    type: 'integer',
    default: 10_000,
    minimum: 1,
    maximum: 10_000_000,
    reload: 'restart',
    unused: true,
    description: 'How many recorded uses may wait to be written.',
  },
  {
    path: 'last_used.num_workers',
    type: 'integer',
    default: 4,
    minimum: 1,
    maximum: 1024,
    reload: 'restart',
    unused: true,
    description: 'Parallel writers; one is enough here.',
  },
  {
    path: 'usage.enabled',
    type: 'boolean',
    default: true,
    reload: 'restart',
    description:
      'Counts verifications per key, outcome and address. When off, figures stay as they are and refusals are not kept.',
  },
  {
    path: 'usage.flush_interval',
    type: 'duration',
    default: '10s',
    reload: 'restart',
    rule: positive,
    description: 'How often counted verifications are written: what a crash may lose.',
  },
]

function redisEntries(): readonly ConfigEntry[] {
  const base = { reload: 'restart' } as const
  const unused = { unused: true, reload: 'restart' } as const
  return [
    {
      ...base,
      path: 'cache.redis.addrs',
      type: 'list of strings',
      default: ['localhost:6379'],
      rule: textRule((text) => (parseRedisAddress(text) === undefined ? 'must be host:port' : undefined)),
      description:
        'Redis servers as `host:port`, for `cache.type: redis` and `rate_limit.backend: redis`. Several are nodes of a Cluster.',
    },
    {
      ...base,
      path: 'cache.redis.cluster',
      type: 'boolean',
      description: 'Whether `cache.redis.addrs` is a Redis Cluster. Left out: when it names more than one.',
    },
    {
      ...base,
      path: 'cache.redis.username',
      type: 'string',
      default: '',
      description: 'Redis user (ACL). Empty: the default user.',
    },
    { ...base, path: 'cache.redis.password', type: 'string', default: '', secret: true, description: 'Redis password.' },
    {
      ...base,
      path: 'cache.redis.db',
      type: 'integer',
      default: 0,
      minimum: 0,
      maximum: 15,
      description: 'Logical Redis database; a Cluster has only 0.',
    },
    {
      ...base,
      path: 'cache.redis.timeout',
      type: 'duration',
      default: '100ms',
      rule: positive,
      description:
        'Longest wait for one Redis operation, after which the server does without. More than a second counts as one second.',
    },
    { ...base, path: 'cache.redis.tls.enabled', type: 'boolean', default: false, description: 'Encrypts connections to Redis.' },
    {
      ...unused,
      path: 'cache.redis.pool_size',
      type: 'integer',
      default: 100,
      minimum: 1,
      maximum: 1000,
      description: 'Connections per server; one is enough here.',
    },
    {
      ...unused,
      path: 'cache.redis.min_idle_conns',
      type: 'integer',
      default: 2,
      minimum: 0,
      maximum: 1000,
      description: 'Idle connections kept open.',
    },
    {
      ...unused,
      path: 'cache.redis.conn_max_idle_time',
      type: 'duration',
      default: '5m',
      description: 'Idle time after which a connection is closed.',
    },
    {
      ...unused,
      path: 'cache.redis.conn_max_lifetime',
      type: 'duration',
      default: '30m',
      description: 'Age after which a connection is replaced.',
    },
  ]
}
