import { DatabaseSync } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'

export type Row = Readonly<Record<string, unknown>>

/** The database of a server, as an operator with its password sees it: beside the server, whatever that is doing. */
export interface SideDoor {
  readonly engine: 'sqlite' | 'postgres' | 'mariadb'
  /** Runs one statement. */
  ask(sql: string): Promise<readonly Row[]>
  close(): Promise<void>
}

/** `dsn`: of a database on the network, or the path of a file. */
export async function openSideDoor(dsn: string): Promise<SideDoor> {
  if (dsn.startsWith('postgres:')) return openPostgres(dsn)
  if (dsn.startsWith('mysql:')) return openMariadb(dsn)
  return openFile(dsn)
}

async function openPostgres(connectionString: string): Promise<SideDoor> {
  const client = new Client({ connectionString })
  // It is open while a test kills its database.
  client.on('error', () => {})
  await client.connect()
  return {
    engine: 'postgres',
    ask: async (sql) => (await client.query(sql)).rows,
    close: () => client.end(),
  }
}

async function openMariadb(uri: string): Promise<SideDoor> {
  const connection = await createConnection({ uri })
  connection.on('error', () => {})
  return {
    engine: 'mariadb',
    async ask(sql) {
      const [rows] = await connection.query(sql)
      return Array.isArray(rows) ? (rows as Row[]) : []
    },
    close: () => connection.end(),
  }
}

function openFile(path: string): SideDoor {
  const db = new DatabaseSync(path, { timeout: 5000 })
  return { engine: 'sqlite', ask: async (sql) => db.prepare(sql).all(), close: async () => db.close() }
}

/** Makes every such statement fail: `INSERT`, `UPDATE` or `DELETE` on a table. Resolves to what takes that back. */
export async function failStatements(door: SideDoor, statement: string, table: string): Promise<() => Promise<void>> {
  await door.ask(creating(door.engine, statement, table))
  return async () => void (await door.ask(door.engine === 'postgres' ? `DROP TRIGGER failing ON ${table}` : 'DROP TRIGGER failing'))
}

function creating(engine: SideDoor['engine'], statement: string, table: string): string {
  const trigger = `CREATE TRIGGER failing BEFORE ${statement} ON ${table}`
  switch (engine) {
    case 'sqlite':
      return `${trigger} BEGIN SELECT RAISE(ABORT, 'no'); END`
    case 'mariadb':
      return `${trigger} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'`
    case 'postgres':
      return `CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
        ${trigger} FOR EACH ROW EXECUTE FUNCTION fail()`
  }
}
