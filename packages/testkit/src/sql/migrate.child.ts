import { MysqlMigrator } from '@latchkey/server/adapters/mysql/mysql-migrator'
import { PostgresMigrator } from '@latchkey/server/adapters/postgres/postgres-migrator'
import { openConnection } from '@latchkey/server/adapters/sqlite/connection'
import { Migrator } from '@latchkey/server/adapters/sqlite/migration-runner'
import { type DatabaseLocation, parseDatabaseDsn } from '@latchkey/server/config/database-dsn'
import { askDatabase } from './ask-database.ts'
import { type Further, sqliteMigrationsAnd, sqlMigrationsAnd } from './further-migrations.ts'

/** What a test wants of a process that migrates: `migrate.child.ts <MigrationOrder as JSON>`. */
export interface MigrationOrder {
  readonly dsn: string
  readonly further: Further
  /** Takes so many migrations back instead of going up. */
  readonly down?: number
  /** After so many statements the process is killed, or says `holding` and does nothing any more. */
  readonly stop?: { readonly after: number; readonly how: 'kill' | 'hold' }
  /** Takes the defence away: nothing is kept together that is not one statement, and nothing is remembered of half of it. */
  readonly forgets?: boolean
}

const { dsn, further, down, stop, forgets = false }: MigrationOrder = JSON.parse(process.argv[2] ?? '')
let statements = 0
function stopThere(): void | Promise<void> {
  statements += 1
  if (statements !== stop?.after) return
  if (stop.how === 'kill') process.kill(process.pid, 'SIGKILL')
  process.stdout.write('holding\n')
  setInterval(() => {}, 60_000)
  return new Promise(() => {})
}

const onNetwork = {
  migrations: sqlMigrationsAnd(further),
  afterStatement: async () => {
    await stopThere()
    if (forgets) await askDatabase(dsn, 'UPDATE schema_migration_begun SET done = 0')
  },
}

function onFile(path: string): readonly number[] {
  const db = openConnection(path, 60_000)
  const afterStatement = (): void => {
    if (forgets) db.exec('COMMIT; BEGIN IMMEDIATE')
    void stopThere()
  }
  const migrator = new Migrator(db, { migrations: sqliteMigrationsAnd(further), afterStatement })
  const moved = down === undefined ? migrator.up() : migrator.down(down)
  db.close()
  return moved
}

function migrate(location: DatabaseLocation | string): readonly number[] | Promise<readonly number[]> {
  if (typeof location === 'string') throw new Error(location)
  switch (location.kind) {
    case 'sqlite':
      return onFile(location.path)
    case 'mysql':
      return move(new MysqlMigrator(location, onNetwork))
    default:
      return move(new PostgresMigrator(location, location.kind, onNetwork))
  }
}

const move = (migrator: MysqlMigrator | PostgresMigrator): Promise<readonly number[]> =>
  down === undefined ? migrator.up() : migrator.down(down)

process.stdout.write(`${JSON.stringify(await migrate(parseDatabaseDsn(dsn)))}\n`)
