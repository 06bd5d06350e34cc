import { type PostgresServer, startPostgres } from '@latchkey/testkit/servers/postgres-server'
import { type RedisServer, startRedis } from '@latchkey/testkit/servers/redis-server'
import type { BudgetContext } from '../budgets/budget.ts'
import type { CpuMeter } from '../measure/load.ts'
import { cpuSecondsOfFamily } from '../measure/server-process.ts'

type Resources = Pick<BudgetContext, 'resources'>

/** PostgreSQL of the suite's own, with room for ten million keys. It does not wait for the disk. */
export async function postgresOf({ resources }: Resources): Promise<PostgresServer> {
  const server = await startPostgres({
    settings: { shared_buffers: '1GB', max_wal_size: '8GB', wal_level: 'minimal', max_wal_senders: '0' },
  })
  resources.defer(() => server.stop())
  return server
}

export async function redisOf({ resources }: Resources): Promise<RedisServer> {
  const server = await startRedis()
  resources.defer(() => server.stop())
  return server
}

/** The work of a server that a testkit function has started. */
export const cpuMeterOf = (server: { readonly pid: number }): CpuMeter => ({ cpuSeconds: () => cpuSecondsOfFamily(server.pid) })
