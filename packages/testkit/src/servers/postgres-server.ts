import { execFileSync } from 'node:child_process'
import { chownSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { findFreePort } from './free-port.ts'
import { findProgram, type ServerProcess, startServerProcess } from './server-process.ts'

export interface PostgresServer extends ServerProcess {
  /** Of the database `latchkey`, empty at first. */
  readonly dsn: string
  /** Makes an empty database, or a copy of another. Resolves to its DSN. */
  createDatabase(name: string, template?: string): Promise<string>
  /** Of all clients but the one that asks. */
  countConnections(): Promise<number>
}

export interface PostgresServerOptions {
  /** Further settings, as in `postgresql.conf`. */
  readonly settings?: Readonly<Record<string, string>>
  /** True: what is acknowledged is on disk, as in production. Otherwise the server does not wait for it. */
  readonly durable?: boolean
}

const DEBIAN_FOLDER = '/usr/lib/postgresql'
/** PostgreSQL refuses to run as root; this is nobody on Debian. */
const UNPRIVILEGED = 65_534

/** Starts PostgreSQL in a temporary folder, on a free port of loopback. */
export async function startPostgres({ settings = {}, durable = false }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = openTemporaryFolder()
  const port = await findFreePort()
  const data = join(folder.path, 'data')
  const account = accountFor(folder.path)
  execFileSync(
    postgresProgram('initdb'),
    ['-D', data, '-U', 'latchkey', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-locale'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...account,
    },
  )
  const all = {
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    port: `${port}`,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder.path,
    ...settings,
  }
  const server = await startServerProcess({
    program: postgresProgram('postgres'),
    args: ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    options: account,
    port,
    probe: () => ask(urlOf(port, 'postgres'), 'SELECT 1'),
    remove: () => folder.remove(),
  })
  const databases = postgresDatabases(port)
  const dsn = await databases.createDatabase('latchkey')
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const pid of [server.pid, ...childrenOf(server.pid)]) process.kill(pid, signal)
  }
  return Object.assign(server, {
    dsn,
    ...databases,
    pause: () => signalAll('SIGSTOP'),
    resume: () => signalAll('SIGCONT'),
  })
}

const urlOf = (port: number, database: string): string => `postgres://latchkey@127.0.0.1:${port}/${database}`

/** The databases of a server that `startPostgres` started on this port, perhaps in another process. */
export const postgresDatabases = (port: number): Pick<PostgresServer, 'createDatabase' | 'countConnections'> => ({
  async countConnections() {
    const [row] = await ask(urlOf(port, 'postgres'), COUNT_CONNECTIONS)
    return Number(row?.['count'])
  },
  async createDatabase(name, template = 'template1') {
    await ask(urlOf(port, 'postgres'), `CREATE DATABASE ${name} TEMPLATE ${template}`)
    return urlOf(port, name)
  },
})

const accountFor = (folder: string): { uid: number; gid: number } | Record<string, never> => {
  if (process.getuid?.() !== 0) return {}
  chownSync(folder, UNPRIVILEGED, UNPRIVILEGED)
  return { uid: UNPRIVILEGED, gid: UNPRIVILEGED }
}

/** Debian keeps each version apart and none of them in the path. */
export function postgresProgram(name: string): string {
  const versions = readdirSync(DEBIAN_FOLDER, { withFileTypes: true }).map((entry) => entry.name)
  const newest = versions.sort((one, other) => Number(other) - Number(one))
  return findProgram(
    name,
    newest.map((version) => join(DEBIAN_FOLDER, version, 'bin')),
  )
}

/** Each connection has a process of its own, which goes on while only its parent stands still. */
const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)

const COUNT_CONNECTIONS = `SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`

async function ask(connectionString: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end().catch(() => {})
  }
}
