import { type NetworkLocation, parseDatabaseDsn } from '@latchkey/server/config/database-dsn'

/** The server that a DSN names. */
export function networkLocation(dsn: string): NetworkLocation {
  const location = parseDatabaseDsn(dsn)
  if (typeof location === 'string' || location.kind === 'sqlite') throw new Error('this DSN names no server')
  return location
}

/** A database of a server of a test's own; without a name the one that is there from the beginning. */
export function locationOn({ dsn }: { readonly dsn: string }, database?: string): NetworkLocation {
  const location = networkLocation(dsn)
  return database === undefined ? location : { ...location, database }
}
