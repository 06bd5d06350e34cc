// The store's own prepared lookup in a loop: prints the CPU microseconds per read, once per round.
import type { ProjectId } from '@latchkey/core/key/api-key'
import { openConnection } from '@latchkey/server/adapters/sqlite/connection'
import { KeyStatements } from '@latchkey/server/adapters/sqlite/key-statements'
import { seededKeyId } from '../servers/seed-keys.ts'

const READS = 50_000

const [databaseFile = '', projectId = '', keys = '1', rounds = '1'] = process.argv.slice(2)
const project = projectId as ProjectId
const db = openConnection(databaseFile)
const statements = new KeyStatements(db)
const ids = Array.from({ length: READS }, (_, index) => seededKeyId(project, Math.floor((index * Number(keys)) / READS)))

function measureRound(): number {
  const before = process.cpuUsage()
  for (const id of ids) if (statements.find(project, id) === undefined) throw new Error('a seeded key is not there')
  const { user, system } = process.cpuUsage(before)
  return (user + system) / READS
}

measureRound()
console.log(JSON.stringify(Array.from({ length: Number(rounds) }, measureRound)))
db.close()
