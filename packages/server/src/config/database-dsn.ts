/** Where the embedded database lives; `:memory:` keeps nothing. */
export interface DatabaseLocation {
  readonly kind: 'sqlite'
  readonly path: string
}

const KNOWN_ENGINES = ['postgres', 'postgresql', 'cockroach', 'mysql']
/** Parameters of other drivers that change nothing here. */
const HARMLESS_PARAMETERS = new Set([
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

/** The database that a DSN names, or what is wrong with it. Paths are taken as written: `sqlite://./x`, `sqlite:///var/x`. */
export function parseDatabaseDsn(dsn: string): DatabaseLocation | string {
  const scheme = /^([a-z0-9]+):\/\//.exec(dsn)?.[1]
  if (scheme === undefined) return 'must begin with sqlite://'
  if (KNOWN_ENGINES.includes(scheme)) return `${scheme}:// is not supported by this version; use sqlite://`
  if (scheme !== 'sqlite') return 'must begin with sqlite://'
  const [path = '', query = ''] = splitOnce(dsn.slice('sqlite://'.length), '?')
  if (path === '' || path.includes('\0')) return 'must name a file after sqlite://'
  const parameters = new URLSearchParams(query)
  if ([...parameters.keys()].some((name) => !HARMLESS_PARAMETERS.has(name)))
    return 'has a parameter that this version does not know'
  const mode = parameters.get('mode') ?? 'rwc'
  if (mode === 'memory') return { kind: 'sqlite', path: ':memory:' }
  return mode === 'rwc' || mode === 'rw' ? { kind: 'sqlite', path } : 'must not be opened in a mode that cannot write'
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}
