import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pinned, serverCores } from '../measure/pinning.ts'
import type { Installation } from '../servers/installation.ts'

export interface RawInserts {
  readonly perSecond: number
}

/** Durable inserts through the driver alone, on the core of the servers. */
export async function runRawInserts({ databaseFile, projectId }: Installation, seconds: number): Promise<RawInserts> {
  const script = fileURLToPath(new URL('raw-inserts.ts', import.meta.url))
  const [program, ...args] = pinned(serverCores(1), [process.execPath, script, databaseFile, projectId, String(seconds)])
  return JSON.parse((await promisify(execFile)(program, args)).stdout) as RawInserts
}
