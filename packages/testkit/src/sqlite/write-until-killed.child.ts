import { randomInt } from 'node:crypto'
import { writeSync } from 'node:fs'
import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import { openSqliteStore } from '@latchkey/server/adapters/sqlite/sqlite-store'
import { buildAuditEntry, buildImportedKey, buildInsertion, buildIssuedKey } from '../builders.ts'
import { atMs } from '../fake-clock.ts'
import { SeededRandom } from '../seeded-random.ts'
import type { Report } from './written-reports.ts'

/**
 * A process that writes with many callers at once until it is killed: `write-until-killed.child.ts <path> <project id> <seed>`.
 * Says on standard output what it is about to do and, once the store has acknowledged it, what is done.
 */
const [path = '', project = '', seed = ''] = process.argv.slice(2)
const projectId = project as ProjectId
const CALLERS = 200
const store = openSqliteStore({ path })
const random = new SeededRandom(seed)

const say = (report: Report): void => {
  writeSync(1, `${JSON.stringify(report)}\n`)
}

async function issue(): Promise<ApiKey> {
  const key = buildIssuedKey({ projectId, id: random.uuid() as ApiKey['id'] })
  const requestId = random.uuid()
  say({ tries: requestId })
  const audit = buildAuditEntry({ event: 'api_key.issued', targetId: key.id })
  await store.keys.insert(projectId, buildInsertion({ key, audit, idempotency: { requestId, parametersHash: 'same' } }))
  say({ exists: key.id })
  return key
}

async function rotate({ id }: ApiKey): Promise<void> {
  const successor = buildIssuedKey({ projectId, id: random.uuid() as ApiKey['id'] })
  await store.keys.change(projectId, id, (current) => ({
    update: { ...revoked(current) },
    insert: successor,
    audit: [
      buildAuditEntry({ event: 'api_key.rotated', targetId: id }),
      buildAuditEntry({ event: 'api_key.issued', targetId: successor.id }),
    ],
  }))
  say({ revoked: id, successor: successor.id })
}

async function importAndDelete(): Promise<void> {
  const key = buildImportedKey({ projectId, id: Buffer.from(random.bytes(32)).toString('hex') as ApiKey['id'] })
  await store.keys.insert(
    projectId,
    buildInsertion({ key, audit: buildAuditEntry({ event: 'api_key.imported', targetId: key.id }) }),
  )
  say({ exists: key.id, until: 'deleted' })
  await store.keys.change(projectId, key.id, () => ({
    remove: true,
    audit: [buildAuditEntry({ event: 'api_key.deleted', targetId: key.id })],
  }))
  say({ deleted: key.id })
}

const revoked = (key: ApiKey): ApiKey => ({
  ...key,
  revocation: { at: atMs(0), reason: 'superseded', description: undefined },
  version: key.version + 1,
})

async function write(): Promise<never> {
  for (;;) {
    const key = await issue()
    if (randomInt(3) === 0) await rotate(key)
    if (randomInt(3) === 0) await importAndDelete()
  }
}

say({ ready: true })
await Promise.all(Array.from({ length: CALLERS }, write))
