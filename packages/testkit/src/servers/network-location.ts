import { type NetworkLocation, parseDatabaseDsn } from '@latchkey/server/config/database-dsn'

/** The server that a DSN names. */
export function networkLocation(dsn: string): NetworkLocation {
  const location = parseDatabaseDsn(dsn)
  if (typeof location === 'string' || location.kind === 'sqlite') throw new Error('this DSN names no server')
  return location
}
