import type { ProjectId } from '@latchkey/core/key/api-key'
import { makeSweepKeys } from '@latchkey/core/key/key-retention'
import { openSqliteStore } from '@latchkey/server/adapters/sqlite/sqlite-store'
import { systemClock as clock, systemRandom as random } from '@latchkey/server/composition/system-clock'

/**
 * One of several processes that sweep at the same time, or one that is killed on the way:
 * `sweep-keys.child.ts <path> <project id> <age in ms>`. Writes the number of keys of each batch, a line each.
 */
const [path = '', project = '', age = ''] = process.argv.slice(2)
const store = openSqliteStore({ path })
const sweepKeys = makeSweepKeys({ keyStore: store.keys, clock, random })
if ((await store.projects.findProject({ id: project as ProjectId })) === undefined) throw new Error('there is no such project')
const LIMIT = 20
for (let removed = LIMIT; removed === LIMIT; ) {
  removed = await sweepKeys({ ending: 'expired', ageMs: Number(age) }, LIMIT)
  process.stdout.write(`${removed}\n`)
}
await store.close()
