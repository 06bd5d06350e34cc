import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { parseDatabaseDsn } from '@latchkey/server/config/database-dsn'
import { postgresProgram } from '../servers/postgres-server.ts'
import { askDatabase } from './ask-database.ts'

/** A digest of everything the schema says, and of what is recorded of migrations without the time. */
export async function hashSchema(dsn: string): Promise<string> {
  const record = await askDatabase(dsn, 'SELECT version, name, checksum, compatible_with FROM schema_migrations ORDER BY version')
  return hash('sha256', JSON.stringify([await dump(dsn), record.map((row) => row.map(String))]), 'base64url')
}

/** A digest of what a table held before it got more columns. */
export async function hashRows(dsn: string, table: string, columns: readonly string[]): Promise<string> {
  const rows = await askDatabase(dsn, `SELECT ${columns.join(', ')} FROM ${table} ORDER BY ${columns[0]}`)
  return hash('sha256', JSON.stringify(rows.map((row) => row.map(String))), 'base64url')
}

async function dump(dsn: string): Promise<unknown> {
  const location = parseDatabaseDsn(dsn)
  if (typeof location === 'string') throw new Error(location)
  if (location.kind === 'sqlite') {
    return askDatabase(
      dsn,
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name <> 'schema_migrations' ORDER BY type, name",
    )
  }
  return location.kind === 'mysql' ? dumpMysql(dsn) : dumpPostgres(dsn)
}

async function dumpMysql(dsn: string): Promise<readonly string[]> {
  const tables = await askDatabase(
    dsn,
    'SELECT table_name FROM information_schema.tables WHERE table_schema = database() ORDER BY table_name',
  )
  const texts: string[] = []
  for (const [name] of tables) {
    const [made] = await askDatabase(dsn, `SHOW CREATE TABLE ${String(name)}`)
    texts.push(String(made?.[1]).replace(/ AUTO_INCREMENT=\d+/, ''))
  }
  return texts
}

/** Each dump has a pair of random words against commands in it. */
const dumpPostgres = (dsn: string): string =>
  execFileSync(postgresProgram('pg_dump'), ['--schema-only', '--dbname', dsn], { encoding: 'utf8' }).replaceAll(
    /^\\(un)?restrict .*$/gm,
    '',
  )
