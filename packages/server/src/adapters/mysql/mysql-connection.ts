import { readFileSync } from 'node:fs'
import { isIP, type NetConnectOpts, connect as openSocket, type Socket } from 'node:net'
import mysql, { type Connection, type ConnectionOptions, type QueryError, type ResultSetHeader, type SslOptions } from 'mysql2'
import {
  CONNECT_DEADLINE_MS,
  IDLE_TRANSACTION_MS,
  LOCK_DEADLINE_MS,
  type NetworkDatabase,
  type TlsOptions,
} from '../sql/network-database.ts'
import type { SqlRow, SqlValue } from '../sql/sql-database.ts'
import { asFailure, ConnectionBroken, DeadlinePassed } from './mysql-failure.ts'

/** Prepared statements that one connection keeps; the server has room for 16,382 of all its connections by default. */
const PREPARED_MAX = 200

/** Standard SQL as far as it goes: `"name"`, `||`, no escapes in text; what does not fit into a column is refused. */
const SQL_MODE = [
  'ANSI_QUOTES',
  'PIPES_AS_CONCAT',
  'NO_BACKSLASH_ESCAPES',
  'STRICT_ALL_TABLES',
  'ERROR_FOR_DIVISION_BY_ZERO',
  'NO_ENGINE_SUBSTITUTION',
].join(',')

/** Rows of a SELECT, or what any other statement has done. */
export type MysqlAnswer = readonly SqlRow[] | ResultSetHeader

/** One connection, that is asked one question at a time. */
export class MysqlConnection {
  readonly openedMs = performance.now()
  /** When it was last given back. */
  idleSinceMs = this.openedMs
  readonly #connection: Connection
  readonly #socket: Socket
  readonly #deadlineMs: number
  #isBroken = false

  private constructor(connection: Connection, socket: Socket, deadlineMs: number) {
    this.#connection = connection
    this.#socket = socket
    this.#deadlineMs = deadlineMs
    // Whoever waits for an answer is told by itself; and a socket that fails after its end must not end the process.
    connection.on('error', () => this.destroy())
    socket.on('error', () => this.destroy())
    socket.once('close', () => this.destroy())
  }

  /** Rejects with a failure when the connection is not usable within its deadline; `deadlineMs` is of each question, 0 is none. */
  static async open(
    database: NetworkDatabase,
    deadlineMs: number,
    connectDeadlineMs = CONNECT_DEADLINE_MS,
  ): Promise<MysqlConnection> {
    // Files that cannot be read are found out before there is anything to close.
    const config = { ...configOf(database), connectTimeout: connectDeadlineMs }
    const socket = openSocket(addressOf(database))
    const opened = new MysqlConnection(mysql.createConnection({ ...config, stream: socket }), socket, deadlineMs)
    const timer = setTimeout(() => opened.destroy(), connectDeadlineMs)
    try {
      await opened.#handshake()
      for (const text of sessionSettings(deadlineMs)) await opened.ask(text, [])
      return opened
    } catch (error) {
      opened.destroy()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  get isBroken(): boolean {
    return this.#isBroken
  }

  /** When no answer comes in time the connection is destroyed, so that the answer can never be taken for another one's. */
  ask(text: string, values: readonly SqlValue[]): Promise<MysqlAnswer> {
    const typed = values.map(typedValue)
    return new Promise((resolve, reject) => {
      const timer = this.#startDeadline(reject)
      const settle = (error: QueryError | null, answer: unknown): void => {
        clearTimeout(timer)
        if (error === null) resolve(answer as MysqlAnswer)
        else reject(asFailure(error, text))
      }
      // Without values there is nothing to prepare for, and some of these statements cannot be prepared.
      if (typed.length === 0) this.#connection.query({ sql: text, rowsAsArray: true }, settle)
      else this.#connection.execute({ sql: text, values: typed, rowsAsArray: true }, settle)
    })
  }

  /** Says good-bye and closes. */
  end(): void {
    this.#isBroken = true
    this.#connection.end(() => this.#socket.destroy())
    setTimeout(() => this.#socket.destroy(), CONNECT_DEADLINE_MS).unref()
  }

  destroy(): void {
    this.#isBroken = true
    this.#connection.destroy()
    // The driver only closes its own half, which a server that is stopped never notices.
    this.#socket.destroy()
  }

  #startDeadline(reject: (failure: DeadlinePassed) => void): NodeJS.Timeout | undefined {
    if (this.#deadlineMs === 0) return undefined
    return setTimeout(() => {
      reject(new DeadlinePassed())
      this.destroy()
    }, this.#deadlineMs)
  }

  #handshake(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('close', () => reject(new ConnectionBroken()))
      this.#connection.connect((error) => (error === null ? resolve() : reject(asFailure(error, 'CONNECT'))))
    })
  }
}

/** Numbers are whole; left to itself the driver sends floating-point ones, which a LIMIT does not take. */
const typedValue = (value: SqlValue): unknown => (typeof value === 'number' ? mysql.TypedParameter.BIGINT(value) : value)

/** A path is one of a Unix socket. */
const addressOf = ({ host, port }: NetworkDatabase): NetConnectOpts =>
  host.startsWith('/') ? { path: host } : { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }

const configOf = (database: NetworkDatabase): ConnectionOptions => ({
  // Only for the name in the server's certificate.
  host: database.host,
  user: database.user,
  password: database.password?.reveal() ?? '',
  database: database.database,
  ...tlsOf(database),
  charset: 'utf8mb4_bin',
  maxPreparedStatements: PREPARED_MAX,
  // No server may ask for files of this machine.
  flags: ['-LOCAL_FILES'],
  supportBigNumbers: true,
  decimalNumbers: true,
  jsonStrings: true,
  dateStrings: true,
})

/**
 * The server gives up, too, what nobody waits for any longer. Each engine passes over the comments of the other; MySQL limits
 * only what reads, and knows no limit for a transaction that does nothing.
 */
const sessionSettings = (deadlineMs: number): readonly string[] => [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION sql_mode = '${SQL_MODE}',
    innodb_lock_wait_timeout = ${Math.ceil(Math.min(LOCK_DEADLINE_MS, deadlineMs || LOCK_DEADLINE_MS) / 1000)}
    /*M!100300 , max_statement_time = ${deadlineMs / 1000}, idle_transaction_timeout = ${IDLE_TRANSACTION_MS / 1000} */
    /*!80000 , max_execution_time = ${deadlineMs} */`,
]

function tlsOf({ host, tls }: NetworkDatabase): { ssl?: SslOptions } {
  if (tls.mode === 'disable') return {}
  // The driver looks for a name in a certificate, never for an address.
  if (tls.mode === 'verify-full' && isIP(host) !== 0) throw new TypeError('TLS that checks the name of the host needs a name')
  return { ssl: { rejectUnauthorized: tls.mode !== 'require', verifyIdentity: tls.mode === 'verify-full', ...filesOf(tls) } }
}

const filesOf = ({ caFile, certificateFile, keyFile }: TlsOptions): SslOptions => ({
  ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
  ...(certificateFile === undefined ? {} : { cert: readFileSync(certificateFile) }),
  ...(keyFile === undefined ? {} : { key: readFileSync(keyFile) }),
})
