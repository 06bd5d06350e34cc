import { DatabaseSync } from 'node:sqlite'

/** Columns that can hold the id of a project, by what they are called in the schema. */
const NAMING_COLUMNS: ReadonlySet<string> = new Set(['project_id', 'owner_id', 'chain_id'])

/** What tells other servers of changes; swept by age, whatever becomes of the project. */
const NEWS = 'outbox'

/** How many rows of every table belong to a project; tables without any are left out. Reads beside a running server. */
export function surveyProject(databaseFile: string, projectId: string): Readonly<Record<string, number>> {
  const db = new DatabaseSync(databaseFile, { readOnly: true, timeout: 5000 })
  try {
    const tables = db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => String(name))
    const found = tables.flatMap((table) => {
      const columns = db
        .prepare(`SELECT name FROM pragma_table_info('${table}')`)
        .all()
        .map(({ name }) => String(name))
      const naming = columns.filter((column) => NAMING_COLUMNS.has(column) || (table === 'projects' && column === 'id'))
      if (naming.length === 0 || table === NEWS) return []
      const where = naming.map((column) => `${column} = ?`).join(' OR ')
      const { n } = db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).get(...naming.map(() => projectId)) ?? {}
      return Number(n) === 0 ? [] : [[table, Number(n)] as const]
    })
    return Object.fromEntries(found)
  } finally {
    db.close()
  }
}
