import { DatabaseSync } from 'node:sqlite'
import { parseDatabaseDsn } from '@latchkey/server/config/database-dsn'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'

type Row = readonly unknown[]

/** Asks any database as a client of its own would: the rows, each as a list of its columns. */
export async function askDatabase(dsn: string, ...statements: readonly [string, ...string[]]): Promise<readonly Row[]> {
  const location = parseDatabaseDsn(dsn)
  if (typeof location === 'string') throw new Error(location)
  if (location.kind === 'sqlite') return askFile(location.path, statements)
  return location.kind === 'mysql' ? askMysql(dsn, statements) : askPostgres(dsn, statements)
}

function askFile(path: string, statements: readonly string[]): readonly Row[] {
  const db = new DatabaseSync(path, { timeout: 5000 })
  try {
    return (
      statements
        .map((text) => {
          const statement = db.prepare(text)
          statement.setReturnArrays(true)
          return statement.all() as unknown as readonly Row[]
        })
        .at(-1) ?? []
    )
  } finally {
    db.close()
  }
}

async function askMysql(uri: string, statements: readonly string[]): Promise<readonly Row[]> {
  const connection = await createConnection({ uri, rowsAsArray: true, supportBigNumbers: true })
  try {
    let rows: unknown = []
    for (const statement of statements) [rows] = await connection.query(statement)
    return Array.isArray(rows) ? (rows as readonly Row[]) : []
  } finally {
    await connection.end()
  }
}

async function askPostgres(connectionString: string, statements: readonly string[]): Promise<readonly Row[]> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    let rows: readonly Row[] = []
    for (const text of statements) rows = (await client.query<unknown[]>({ text, rowMode: 'array' })).rows
    return rows
  } finally {
    await client.end()
  }
}
