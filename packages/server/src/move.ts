import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import type { TableProgress } from './adapters/sql/move-progress.ts'
import type { SqlMoveTarget } from './adapters/sql/move-target.ts'
import type { MovedTable, MoveSource } from './adapters/sql/moved-table.ts'
import { RowDigest } from './adapters/sql/row-digest.ts'
import type { SqlRow } from './adapters/sql/sql-database.ts'
import { surveyDatabase } from './adapters/sqlite/survey-database.ts'
import { openMoveSource, openMoveTarget } from './composition/open-move.ts'
import type { Store } from './composition/open-store.ts'
import type { NetworkLocation, SqliteLocation } from './config/database-dsn.ts'
import type { Environment } from './config/environment.ts'
import { type LoadedConfig, loadConfig } from './config/load-config.ts'
import { masterKeysAtHand, openProjects, opens, refused } from './inspect-backup.ts'
import { makeAuditAdministration } from './verify-audit.ts'

export interface MoveOptions {
  readonly configFile: string | undefined
  readonly environment: Environment
  /** DSN of the SQLite file. */
  readonly from: string
  /** DSN of the database on the network; default: the configured one. */
  readonly to: string | undefined
  /** Told of each row; a row counts three times: copied, and read on both sides. */
  readonly onProgress?: (done: number, total: number) => void
}

/** One table, the same on both sides. */
export interface MovedTableReport {
  readonly name: string
  readonly rows: number
  /** Sum of the SHA-256 hashes of its rows, 64 hexadecimal digits; the order of the rows plays no part. */
  readonly digest: string
}

export interface MoveReport {
  readonly from: string
  /** Engine, host and name of the database. */
  readonly to: string
  /** Whether an earlier move had been cut off. */
  readonly isResumed: boolean
  readonly tables: readonly MovedTableReport[]
  readonly projects: number
  /** Audit chains that were proven. */
  readonly chains: number
  /** For people, without values. */
  readonly warnings: readonly string[]
}

/** A transaction holds at most as many rows, and about as many characters. */
const BATCH_ROWS = 512
const BATCH_CHARACTERS = 1024 * 1024

/**
 * Copies a whole store out of an SQLite file, which nobody can use meanwhile and which stays as it is, into a database on the
 * network, and proves that both hold the same. Cut off at any moment, the same call goes on; until it has come to its end no
 * server starts on the target. Throws ConfigError, MasterKeyError, or DomainError that says what is in the way.
 */
export async function moveStore(options: MoveOptions): Promise<MoveReport> {
  const { from, to, keys } = readOptions(options)
  const source = openMoveSource(from)
  try {
    refuseUnopened(source.database, keys)
    const { target, store } = await openMoveTarget(to)
    try {
      const moved = await moveTables(source, target, options.onProgress ?? (() => {}))
      const projects = await proveSecrets(store, keys)
      const { chains, warnings } = await proveChains(store, keys)
      await target.finish(source.tables)
      return { from: from.path, to: `${to.kind} ${to.host}:${to.port}/${to.database}`, ...moved, projects, chains, warnings }
    } finally {
      await store.close()
    }
  } finally {
    source.close()
  }
}

interface Ends {
  readonly from: SqliteLocation
  readonly to: NetworkLocation
  readonly keys: MasterKeys
}

function readOptions({ configFile, environment, from, to }: MoveOptions): Ends {
  const loadWith = (dsn: string | undefined): LoadedConfig =>
    loadConfig({ file: configFile, environment: dsn === undefined ? environment : { ...environment, LATCHKEY_DB_DSN: dsn } })
  const source = loadWith(from).config.database
  const loaded = loadWith(to)
  const { database } = loaded.config
  if (source.kind !== 'sqlite') throw refused(`this moves out of SQLite files only, not out of ${source.kind}`)
  if (database.kind === 'sqlite') throw refused('this moves to PostgreSQL, CockroachDB, MariaDB or MySQL, not to an SQLite file')
  const keys = masterKeysAtHand(loaded)
  if (keys === undefined) throw refused(`there is no master key in ${loaded.config.dataDir}, and none in secrets.master`)
  return { from: source, to: database, keys }
}

function refuseUnopened(database: Parameters<typeof surveyDatabase>[0], keys: MasterKeys): void {
  const { unopened } = openProjects(surveyDatabase(database), keys)
  if (unopened.length === 0) return
  throw refused(`the secrets of ${unopened.slice(0, 3).join(', ')} do not open with the master keys at hand; nothing was moved`)
}

async function moveTables(
  source: MoveSource,
  target: SqlMoveTarget,
  onProgress: (done: number, total: number) => void,
): Promise<Pick<MoveReport, 'isResumed' | 'tables'>> {
  const { begun, isResumed } = await target.beginOrResume(source.identity, source.tables)
  const total = 3 * source.tables.reduce((sum, table) => sum + source.count(table), 0)
  let done = 0
  const advance = (rows: number): void => {
    done += rows
    onProgress(done, total)
  }
  for (const table of source.tables) {
    let progress: TableProgress = begun.tables.get(table.name) ?? { rows: 0, after: undefined }
    advance(progress.rows)
    for (const rows of inBatches(source.rows(table, progress.after))) {
      progress = await target.append(table, rows, progress)
      advance(rows.length)
    }
  }
  const tables: MovedTableReport[] = []
  for (const table of source.tables) tables.push(await proveTable(table, { source, target, advance }))
  return { isResumed, tables }
}

function* inBatches(rows: Iterable<SqlRow>): Generator<readonly SqlRow[]> {
  let batch: SqlRow[] = []
  let characters = 0
  for (const row of rows) {
    batch.push(row)
    for (const value of row) characters += typeof value === 'string' ? value.length : 8
    if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue
    yield batch
    batch = []
    characters = 0
  }
  if (batch.length > 0) yield batch
}

interface Sides {
  readonly source: MoveSource
  readonly target: SqlMoveTarget
  readonly advance: (rows: number) => void
}

async function proveTable(table: MovedTable, { source, target, advance }: Sides): Promise<MovedTableReport> {
  const wanted = new RowDigest()
  for (const row of source.rows(table)) wanted.add(row)
  advance(wanted.rows)
  const found = await target.digest(table, () => advance(1))
  if (found.rows === wanted.rows && found.text() === wanted.text())
    return { name: table.name, rows: wanted.rows, digest: wanted.text() }
  throw refused(
    `${table.name} has ${wanted.rows} rows here and ${found.rows} in the target, and they are not the same: the source was ` +
      'changed since this move began, or somebody writes to the target. Empty the target ("latchkey migrate down" and "up", ' +
      'or a new database) and begin again',
  )
}

/** What a server will read, opened as it will open it. Resolves to how many projects there are. */
async function proveSecrets({ projects }: Pick<Store, 'projects'>, keys: MasterKeys): Promise<number> {
  const records = await projects.listProjects()
  for (const { id, slug } of records) {
    const stored = await projects.findProject({ id })
    if (stored === undefined || !opens({ ...stored.project, secrets: stored.secrets }, keys))
      throw refused(`the secrets of project ${slug} do not open in the target`)
  }
  return records.length
}

/** A chain that does not verify was copied as it is: it was broken before. */
async function proveChains(
  store: Pick<Store, 'projects' | 'auditLog'>,
  keys: MasterKeys,
): Promise<Pick<MoveReport, 'chains' | 'warnings'>> {
  const chains = await makeAuditAdministration(store, keys).verifyAudit({})
  const broken = chains.filter(({ report }) => report.problem !== undefined)
  return {
    chains: chains.length - broken.length,
    warnings: broken.map(({ kind, name }) => {
      const whose = kind === 'other' ? 'something that is no longer there' : `${kind} ${name}`
      return `The audit chain of ${whose} is broken, as it was before the move`
    }),
  }
}
