import { isIP } from 'node:net'
import { Secret } from '@latchkey/core/credential/secret'
import { parseGoDurationMs } from '@latchkey/core/key/duration'

/** A database on the network. Times in milliseconds. */
export interface NetworkLocation {
  readonly kind: 'postgres' | 'cockroach' | 'mysql'
  /** A name, an address, or a folder with a Unix socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: Secret | undefined
  readonly database: string
  readonly tls: {
    readonly mode: TlsMode
    readonly caFile: string | undefined
    readonly certificateFile: string | undefined
    readonly keyFile: string | undefined
  }
  /** Of one process. */
  readonly maxConnections: number
  readonly maxIdleConnections: number
  /** 0: for ever. */
  readonly maxLifetimeMs: number
  readonly maxIdleMs: number
  readonly preparesStatements: boolean
}

type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full'

const schemes = {
  postgres: { kind: 'postgres', port: 5432 },
  postgresql: { kind: 'postgres', port: 5432 },
  cockroach: { kind: 'cockroach', port: 26_257 },
  mysql: { kind: 'mysql', port: 3306 },
} as const satisfies Record<string, { kind: NetworkLocation['kind']; port: number }>
type Scheme = keyof typeof schemes

export const isNetworkScheme = (scheme: string): scheme is Scheme => Object.hasOwn(schemes, scheme)

// The words of libpq, and those that MySQL's clients use for the same.
const tlsModes: Readonly<Record<string, TlsMode>> = {
  disable: 'disable',
  disabled: 'disable',
  require: 'require',
  required: 'require',
  'verify-ca': 'verify-ca',
  verify_ca: 'verify-ca',
  'verify-full': 'verify-full',
  verify_identity: 'verify-full',
}

const CONNECTIONS_MAX = 10_000

/** `scheme://user:password@host:port/database?parameters`, or what is wrong with it, without a word of it. */
export function parseNetworkDsn(dsn: string, scheme: Scheme): NetworkLocation | string {
  const url = URL.parse(dsn)
  if (url === null) return 'is no URL; special characters of the password must be percent-encoded'
  try {
    return readUrl(url, scheme)
  } catch (error) {
    if (error instanceof UnusableDsn) return error.message
    // A stray percent sign.
    return 'must percent-encode the special characters of user and password'
  }
}

class UnusableDsn extends Error {}

function readUrl(url: URL, scheme: Scheme): NetworkLocation {
  const parameters = new Parameters(url.searchParams)
  const { kind, port } = schemes[scheme]
  // MySQL's own way of writing a host in a DSN is left to its users: `mysql://user@tcp(host:3306)/db` is a URL to nobody else.
  const host = parameters.text('host') ?? decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1')
  const database = decodeURIComponent(url.pathname.slice(1))
  if (host === '') throw new UnusableDsn('must name a host')
  if (database === '' || database.includes('/')) throw new UnusableDsn('must name a database after the host')
  if (url.username === '') throw new UnusableDsn('must name a user')
  const tls = readTls(parameters, host)
  // Its driver compares the certificate with the name that it asked for, and an address is none.
  if (kind === 'mysql' && tls.mode === 'verify-full' && isIP(host) !== 0) {
    throw new UnusableDsn('must name the host, not its address, for sslmode=verify-full; or ask for verify-ca')
  }
  const location: NetworkLocation = {
    kind,
    host,
    port: url.port === '' ? port : Number(url.port),
    user: decodeURIComponent(url.username),
    password: url.password === '' ? undefined : new Secret(decodeURIComponent(url.password)),
    database,
    tls,
    maxConnections: parameters.count('max_conns', 20, 2),
    maxIdleConnections: parameters.count('max_idle_conns', 2, 0),
    maxLifetimeMs: parameters.duration('max_conn_lifetime', 0),
    maxIdleMs: parameters.duration('max_conn_idle_time', 600_000),
    preparesStatements: parameters.flag('prepared_statements', true),
  }
  parameters.refuseOthers()
  return location
}

/** On this machine nobody listens in; to another one nothing travels in the clear unless it is asked for. */
function readTls(parameters: Parameters, host: string): NetworkLocation['tls'] {
  const wanted = parameters.text('sslmode') ?? parameters.text('tls') ?? parameters.text('ssl-mode')
  const mode = wanted === undefined ? defaultTlsMode(host) : tlsModes[wanted.toLowerCase()]
  if (mode === undefined) throw new UnusableDsn('sslmode must be disable, require, verify-ca or verify-full')
  return {
    mode,
    caFile: parameters.text('sslrootcert'),
    certificateFile: parameters.text('sslcert'),
    keyFile: parameters.text('sslkey'),
  }
}

const defaultTlsMode = (host: string): TlsMode =>
  host.startsWith('/') || host === 'localhost' || host === '::1' || host.startsWith('127.') ? 'disable' : 'require'

/** Reads parameters one by one, and knows in the end which nobody has asked for. */
class Parameters {
  readonly #values: URLSearchParams
  readonly #known = new Set<string>()

  constructor(values: URLSearchParams) {
    this.#values = values
  }

  text(name: string): string | undefined {
    this.#known.add(name)
    return this.#values.get(name) ?? undefined
  }

  count(name: string, otherwise: number, minimum: number): number {
    const text = this.text(name)
    if (text === undefined) return otherwise
    const value = Number(text)
    if (/^\d{1,5}$/.test(text) && value >= minimum && value <= CONNECTIONS_MAX) return value
    throw new UnusableDsn(`${name} must be a whole number from ${minimum} to ${CONNECTIONS_MAX}`)
  }

  duration(name: string, otherwise: number): number {
    const text = this.text(name)
    if (text === undefined) return otherwise
    const value = text === '0' ? 0 : parseGoDurationMs(text)
    if (value === undefined) throw new UnusableDsn(`${name} must be a duration such as 30m`)
    return value
  }

  flag(name: string, otherwise: boolean): boolean {
    const text = this.text(name)
    if (text === undefined) return otherwise
    if (text === 'true' || text === 'false') return text === 'true'
    throw new UnusableDsn(`${name} must be true or false`)
  }

  refuseOthers(): void {
    if ([...this.#values.keys()].some((name) => !this.#known.has(name)))
      throw new UnusableDsn('has a parameter that this version does not know')
  }
}
