import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createConnection } from 'mysql2/promise'
import { Client } from 'pg'

export type Environment = Readonly<Record<string, string>>

/** Columns that can hold the id of a project, by what they are called in the schema. */
const NAMING_COLUMNS: ReadonlySet<string> = new Set(['project_id', 'owner_id', 'chain_id'])

/** What tells other servers of changes; swept by age, whatever becomes of the project. */
const NEWS = 'outbox'

interface Column {
  readonly table: string
  readonly column: string
}

/** A look into a database beside its servers. */
interface Look {
  columns(): Promise<readonly Column[]>
  /** `condition` speaks of the id as `:id`. */
  count(table: string, condition: string, id: string): Promise<number>
  close(): Promise<void>
}

/** How many rows of every table belong to a project; tables without any are left out. Reads beside running servers. */
export async function surveyProject(environment: Environment, projectId: string): Promise<Readonly<Record<string, number>>> {
  const look = await lookInto(environment)
  try {
    const found: Record<string, number> = {}
    for (const [table, naming] of namingColumns(await look.columns())) {
      const condition = naming.map((column) => `${column} = :id`).join(' OR ')
      const rows = await look.count(table, condition, projectId)
      if (rows > 0) found[table] = rows
    }
    return found
  } finally {
    await look.close()
  }
}

function namingColumns(columns: readonly Column[]): ReadonlyMap<string, readonly string[]> {
  const naming = columns.filter(
    ({ table, column }) => table !== NEWS && (NAMING_COLUMNS.has(column) || (table === 'projects' && column === 'id')),
  )
  const tables = [...new Set(naming.map(({ table }) => table))].sort()
  return new Map(tables.map((name) => [name, naming.filter(({ table }) => table === name).map(({ column }) => column)]))
}

function lookInto(environment: Environment): Promise<Look> | Look {
  const dsn = environment['LATCHKEY_DB_DSN']
  if (dsn?.startsWith('postgres:') === true) return lookIntoPostgres(dsn)
  if (dsn?.startsWith('mysql:') === true) return lookIntoMysql(dsn)
  return lookIntoFile(join(environment['LATCHKEY_DATA_DIR'] ?? '', 'latchkey.db'))
}

function lookIntoFile(file: string): Look {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 })
  const columns = db.prepare(
    `SELECT tables.name AS "table", columns.name AS "column"
     FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'`,
  )
  return {
    columns: async () => columns.all().map(({ table, column }) => ({ table: String(table), column: String(column) })),
    count: async (table, condition, id) =>
      Number(db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${condition}`).get({ id })?.['n']),
    close: async () => db.close(),
  }
}

const columnsOf = (schema: string): string =>
  `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_schema = ${schema}`

async function lookIntoPostgres(connectionString: string): Promise<Look> {
  const client = new Client({ connectionString })
  await client.connect()
  return {
    columns: async () => (await client.query<{ table: string; column: string }>(columnsOf('current_schema()'))).rows,
    async count(table, condition, id) {
      const sql = `SELECT count(*) AS n FROM ${table} WHERE ${condition.replaceAll(':id', '$1')}`
      return Number((await client.query<{ n: string }>(sql, [id])).rows[0]?.n)
    },
    close: () => client.end(),
  }
}

async function lookIntoMysql(uri: string): Promise<Look> {
  const connection = await createConnection({ uri, namedPlaceholders: true })
  const ask = async (sql: string, values: Record<string, string> = {}): Promise<readonly Record<string, unknown>[]> => {
    const [rows] = await connection.query(sql, values)
    return Array.isArray(rows) ? rows.map((row) => ({ ...row })) : []
  }
  return {
    columns: async () =>
      (await ask(columnsOf('DATABASE()').replaceAll('"', '`'))).map(({ table, column }) => ({
        table: String(table),
        column: String(column),
      })),
    count: async (table, condition, id) =>
      Number((await ask(`SELECT count(*) AS n FROM ${table} WHERE ${condition}`, { id }))[0]?.['n']),
    close: () => connection.end(),
  }
}
