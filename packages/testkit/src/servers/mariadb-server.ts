import { execFileSync } from 'node:child_process'
import { chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { openTemporaryFolder } from '../temporary-folder.ts'
import { findFreePort } from './free-port.ts'
import { findProgram, type ServerProcess, startServerProcess } from './server-process.ts'

export interface MariadbServer extends ServerProcess {
  /** Of the database `latchkey`, empty at first. */
  readonly dsn: string
  /** Makes an empty database. Resolves to its DSN. */
  createDatabase(name: string): Promise<string>
  /** Runs statements as an administrator, outside of every database. */
  administer(...statements: readonly string[]): Promise<void>
  /** Of all clients but the one that asks. */
  countConnections(): Promise<number>
}

export interface MariadbServerOptions {
  /** Further settings, as in `my.cnf`. */
  readonly settings?: Readonly<Record<string, string>>
  /** True: what is acknowledged is on disk, as in production. Otherwise the server does not wait for it. */
  readonly durable?: boolean
}

/** MariaDB refuses to run as root; this is nobody on Debian. */
const UNPRIVILEGED = 65_534
const SMALL_LOG = '--innodb-log-file-size=16M'

/** Starts MariaDB in a temporary folder, on a free port of loopback. */
export async function startMariadb({ settings = {}, durable = false }: MariadbServerOptions = {}): Promise<MariadbServer> {
  const folder = openTemporaryFolder()
  const port = await findFreePort()
  const account = accountFor(folder.path)
  const data = join(folder.path, 'data')
  const firstStatements = join(folder.path, 'first.sql')
  execFileSync(
    findProgram('mariadb-install-db', ['/usr/bin']),
    ['--no-defaults', `--datadir=${data}`, `--tmpdir=${folder.path}`, '--skip-test-db', '--skip-name-resolve', SMALL_LOG],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder.path, ...account },
  )
  writeFileSync(
    firstStatements,
    "CREATE USER IF NOT EXISTS latchkey@'127.0.0.1';\nGRANT ALL ON *.* TO latchkey@'127.0.0.1' WITH GRANT OPTION;\n",
  )
  const all = {
    ...(durable ? {} : { innodb_flush_log_at_trx_commit: '0', innodb_flush_method: 'nosync', innodb_doublewrite: '0' }),
    datadir: data,
    tmpdir: folder.path,
    socket: join(folder.path, 'mariadb.sock'),
    pid_file: join(folder.path, 'mariadb.pid'),
    init_file: firstStatements,
    port: `${port}`,
    bind_address: '127.0.0.1',
    innodb_buffer_pool_size: '32M',
    ...settings,
  }
  const databases = mariadbDatabases(port)
  const server = await startServerProcess({
    program: findProgram('mariadbd'),
    args: ['--no-defaults', '--skip-log-bin', '--skip-name-resolve', SMALL_LOG, ...Object.entries(all).map(asArgument)],
    options: { cwd: folder.path, ...account },
    port,
    probe: () => databases.administer('SELECT 1'),
    remove: () => folder.remove(),
  })
  const dsn = await databases.createDatabase('latchkey')
  return Object.assign(server, { dsn, ...databases })
}

/** The databases of a server that `startMariadb` started on this port, perhaps in another process. */
export function mariadbDatabases(port: number): Pick<MariadbServer, 'createDatabase' | 'administer' | 'countConnections'> {
  const urlOf = (database: string): string => `mysql://latchkey@127.0.0.1:${port}/${database}`
  const administer = async (...statements: readonly string[]): Promise<void> => void (await ask(urlOf(''), statements))
  return {
    administer,
    countConnections: async () => Number((await ask(urlOf(''), [COUNT_CONNECTIONS]))[0]?.['count']),
    async createDatabase(name) {
      await administer(`CREATE DATABASE ${name}`)
      return urlOf(name)
    },
  }
}

const asArgument = ([name, value]: readonly [string, string]): string => `--${name.replaceAll('_', '-')}=${value}`

const accountFor = (folder: string): { uid: number; gid: number } | Record<string, never> => {
  if (process.getuid?.() !== 0) return {}
  chownSync(folder, UNPRIVILEGED, UNPRIVILEGED)
  return { uid: UNPRIVILEGED, gid: UNPRIVILEGED }
}

const COUNT_CONNECTIONS = `SELECT COUNT(*) AS count FROM information_schema.processlist
  WHERE user = 'latchkey' AND id <> CONNECTION_ID()`

/** Resolves to the rows of the last one. */
async function ask(uri: string, statements: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const connection = await createConnection({ uri, connectTimeout: 2000 })
  try {
    let rows: unknown
    for (const statement of statements) [rows] = await connection.query(statement)
    return Array.isArray(rows) ? rows : []
  } finally {
    await connection.end().catch(() => connection.destroy())
  }
}
