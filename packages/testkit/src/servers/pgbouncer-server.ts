import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { findFreePort } from './free-port.ts'
import { findProgram, type ServerProcess, startServerProcess } from './server-process.ts'

export interface PgbouncerServer extends ServerProcess {
  /** Of the database that it stands before; with `prepared_statements=false`. */
  readonly dsn: string
  /** The same without the parameter. */
  readonly plainDsn: string
}

export interface PgbouncerOptions {
  /** Of the server behind it. */
  readonly dsn: string
  /** Further settings, as in `pgbouncer.ini`. */
  readonly settings?: Readonly<Record<string, string>>
}

/** PgBouncer refuses to run as root; this is nobody on Debian. */
const UNPRIVILEGED = 65_534

/** Starts PgBouncer before a PostgreSQL server, with a connection per transaction. */
export async function startPgbouncer({ dsn, settings = {} }: PgbouncerOptions): Promise<PgbouncerServer> {
  const folder = openTemporaryFolder()
  const port = await findFreePort()
  const behind = new URL(dsn)
  const name = behind.pathname.slice(1)
  const users = join(folder.path, 'users.txt')
  const file = join(folder.path, 'pgbouncer.ini')
  const all = {
    listen_addr: '127.0.0.1',
    listen_port: `${port}`,
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: users,
    pool_mode: 'transaction',
    default_pool_size: '5',
    ...settings,
  }
  const lines = Object.entries(all).map(([setting, value]) => `${setting} = ${value}`)
  writeFileSync(users, `"${behind.username}" ""\n`)
  writeFileSync(file, `[databases]\n${name} = host=${behind.hostname} port=${behind.port}\n[pgbouncer]\n${lines.join('\n')}\n`)
  const plainDsn = `postgres://${behind.username}@127.0.0.1:${port}/${name}`
  const server = await startServerProcess({
    program: findProgram('pgbouncer'),
    args: ['-q', file],
    options: accountFor(folder.path, [users, file]),
    port,
    probe: () => ask(plainDsn),
    remove: () => folder.remove(),
  })
  return Object.assign(server, { plainDsn, dsn: `${plainDsn}?prepared_statements=false` })
}

function accountFor(folder: string, files: readonly string[]): { uid: number; gid: number } | Record<string, never> {
  for (const file of files) chmodSync(file, 0o644)
  if (process.getuid?.() !== 0) return {}
  chownSync(folder, UNPRIVILEGED, UNPRIVILEGED)
  return { uid: UNPRIVILEGED, gid: UNPRIVILEGED }
}

async function ask(connectionString: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    await client.query('SELECT 1')
  } finally {
    await client.end().catch(() => {})
  }
}
