import { openConnection } from '@latchkey/server/adapters/sqlite/connection'
import { Migrator } from '@latchkey/server/adapters/sqlite/migration-runner'

/**
 * A process that migrates a database up, for tests that kill it: `migrate.child.ts <path> [<statements before it dies>]`.
 * Says on standard error when it begins, and prints the versions it applied.
 */
const [path = '', diesAfter = ''] = process.argv.slice(2)
let statements = 0
const afterStatement = (): void => {
  statements += 1
  if (statements === Number(diesAfter)) process.kill(process.pid, 'SIGKILL')
}
const db = openConnection(path)
process.stderr.write('migrating\n')
const applied = new Migrator(db, diesAfter === '' ? {} : { afterStatement }).up()
db.close()
process.stdout.write(JSON.stringify(applied))
