import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Rounds } from '../measure/laps.ts'
import { pinned, serverCores } from '../measure/pinning.ts'
import { type Spread, spreadOf } from '../measure/statistics.ts'
import type { Installation } from '../servers/installation.ts'

/** CPU microseconds of one read through the store, without anything around it, on the core of the servers. */
export async function timeStoreReads({ databaseFile, projectId, keys }: Installation, { rounds }: Rounds): Promise<Spread> {
  const script = fileURLToPath(new URL('sqlite-get.ts', import.meta.url))
  const [program, ...args] = pinned(serverCores(1), [
    process.execPath,
    script,
    databaseFile,
    projectId,
    String(keys),
    String(rounds),
  ])
  return spreadOf(JSON.parse((await promisify(execFile)(program, args)).stdout) as number[])
}
