import { execFileSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { findFreePort } from './free-port.ts'
import { type PostgresServer, postgresProgram } from './postgres-server.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

export interface PostgresStandby extends ServerProcess {
  /** Makes it take writes, as when its primary is gone. */
  promote(): Promise<void>
}

/** PostgreSQL refuses to run as root; this is nobody on Debian. */
const UNPRIVILEGED = 65_534
const SETTLE_MS = 20_000

/** Starts a synchronous standby of a server that was started `durable`: from now on no commit there returns without it. */
export async function startPostgresStandby(primary: PostgresServer): Promise<PostgresStandby> {
  const folder = openTemporaryFolder()
  const port = await findFreePort()
  const data = join(folder.path, 'data')
  const account = accountFor(folder.path)
  execFileSync(
    postgresProgram('pg_basebackup'),
    ['-h', '127.0.0.1', '-p', `${primary.port}`, '-U', 'latchkey', '-D', data, '-R', '-X', 'stream', '-c', 'fast'],
    { stdio: ['ignore', 'ignore', 'pipe'], ...account },
  )
  const dsn = `postgres://latchkey@127.0.0.1:${port}/latchkey`
  const settings = { port: `${port}`, listen_addresses: '127.0.0.1', unix_socket_directories: folder.path }
  const server = await startServerProcess({
    program: postgresProgram('postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    options: account,
    port,
    probe: () => ask(dsn, 'SELECT 1'),
    remove: () => folder.remove(),
  })
  await ask(primary.dsn, "ALTER SYSTEM SET synchronous_standby_names = '*'")
  await ask(primary.dsn, 'SELECT pg_reload_conf()')
  await untilSynchronous(primary.dsn)
  return Object.assign(server, { promote: () => ask(dsn, 'SELECT pg_promote()').then(() => {}) })
}

async function untilSynchronous(dsn: string): Promise<void> {
  const until = performance.now() + SETTLE_MS
  while ((await ask(dsn, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")) === 0) {
    if (performance.now() > until) throw new Error('the standby does not follow its primary')
    await delay(50)
  }
}

const accountFor = (folder: string): { uid: number; gid: number } | Record<string, never> => {
  if (process.getuid?.() !== 0) return {}
  chownSync(folder, UNPRIVILEGED, UNPRIVILEGED)
  return { uid: UNPRIVILEGED, gid: UNPRIVILEGED }
}

/** Resolves to how many rows there were. */
async function ask(connectionString: string, sql: string): Promise<number> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    return (await client.query(sql)).rowCount ?? 0
  } finally {
    await client.end().catch(() => {})
  }
}
