import { isNetworkScheme, type NetworkLocation, parseNetworkDsn } from './network-dsn.ts'

export type { NetworkLocation } from './network-dsn.ts'

/** Where the embedded database lives; `:memory:` keeps nothing. */
export interface SqliteLocation {
  readonly kind: 'sqlite'
  readonly path: string
}

export type DatabaseLocation = SqliteLocation | NetworkLocation

/** Parameters of other drivers that change nothing here. */
const harmlessParameters = new Set([
  '_fk',
  '_foreign_keys',
  '_journal_mode',
  '_busy_timeout',
  'cache',
  'mode',
  'max_conns',
  'max_idle_conns',
  'max_conn_lifetime',
  'max_conn_idle_time',
])

export const databaseRule = (dsn: string): string | undefined => {
  const parsed = parseDatabaseDsn(dsn)
  return typeof parsed === 'string' ? parsed : undefined
}

/** The database that a DSN names, or what is wrong with it, without a word of it. */
export function parseDatabaseDsn(dsn: string): DatabaseLocation | string {
  const scheme = /^([a-z0-9]+):\/\//.exec(dsn)?.[1] ?? ''
  if (isNetworkScheme(scheme)) return parseNetworkDsn(dsn, scheme)
  if (scheme !== 'sqlite') return 'must begin with sqlite://, postgres://, cockroach:// or mysql://'
  return parseSqliteDsn(dsn)
}

/** Paths are taken as written: `sqlite://./x`, `sqlite:///var/x`. */
function parseSqliteDsn(dsn: string): SqliteLocation | string {
  const [path = '', query = ''] = splitOnce(dsn.slice('sqlite://'.length), '?')
  if (path === '' || path.includes('\0')) return 'must name a file after sqlite://'
  const parameters = new URLSearchParams(query)
  if ([...parameters.keys()].some((name) => !harmlessParameters.has(name)))
    return 'has a parameter that this version does not know'
  const mode = parameters.get('mode') ?? 'rwc'
  if (mode === 'memory') return { kind: 'sqlite', path: ':memory:' }
  return mode === 'rwc' || mode === 'rw' ? { kind: 'sqlite', path } : 'must not be opened in a mode that cannot write'
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
