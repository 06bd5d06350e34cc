import { randomUUID } from 'node:crypto'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import { openSqliteStore } from '@latchkey/server/adapters/sqlite/sqlite-store'
import { buildInsertion, buildIssuedKey } from '../builders.ts'

/**
 * One of several processes that insert at the same time: `insert-together.child.ts <path> <project id> <insertions> <key quota>`.
 * Every other insertion uses one of five request ids, which all the processes share. Prints the outcomes as JSON.
 */
const [path = '', project = '', insertions = '', keyQuota = ''] = process.argv.slice(2)
const projectId = project as ProjectId
const store = openSqliteStore({ path })
const outcomes = await Promise.all(
  Array.from({ length: Number(insertions) }, async (_, index) => {
    // In several transactions, so that the processes take turns.
    await new Promise((resolve) => {
      setTimeout(resolve, index % 10)
    })
    const key = buildIssuedKey({ projectId, id: randomUUID() as KeyId })
    const idempotency = index % 2 === 0 ? { requestId: `shared ${index % 5}`, parametersHash: 'same' } : undefined
    const outcome = await store.keys.insert(projectId, buildInsertion({ key, idempotency, keyQuota: Number(keyQuota) }))
    return { outcome: outcome.outcome, keyId: 'key' in outcome ? outcome.key.id : undefined, requestId: idempotency?.requestId }
  }),
)
await store.close()
process.stdout.write(JSON.stringify(outcomes))
