// The driver alone: the rows that issuing writes, one durable insert after the other, for some seconds.
import { randomUUID } from 'node:crypto'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import { openConnection } from '@latchkey/server/adapters/sqlite/connection'
import { KeyStatements } from '@latchkey/server/adapters/sqlite/key-statements'
import { seededKey } from '../servers/seed-keys.ts'

const [databaseFile = '', projectId = '', seconds = '1'] = process.argv.slice(2)
const db = openConnection(databaseFile)
const statements = new KeyStatements(db)
const key = seededKey(projectId as ProjectId, 0, Math.floor(Date.now() / 1000))
const startedAt = performance.now()
let inserts = 0
let elapsedMs = 0
while (elapsedMs < Number(seconds) * 1000) {
  statements.insert({ ...key, id: randomUUID() as KeyId })
  inserts += 1
  elapsedMs = performance.now() - startedAt
}
db.close()
console.log(JSON.stringify({ perSecond: (inserts * 1000) / elapsedMs }))
