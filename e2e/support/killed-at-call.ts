import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

// Preloaded into a process: it is killed (SIGKILL, so no handler runs) just before its nth call that changes which files
// there are or brings them to the disk. Without a number it only counts, and says so at the end.

type Call = (...args: readonly unknown[]) => unknown
const files: Record<string, unknown> = fs as never
const killAt = Number(process.env['KILL_AT_CALL'] ?? '0')
let calls = 0

for (const name of ['linkSync', 'renameSync', 'rmSync', 'fsyncSync', 'appendFileSync', 'mkdirSync']) {
  const real = files[name] as Call
  files[name] = (...args: readonly unknown[]): unknown => {
    calls += 1
    if (calls === killAt) process.kill(process.pid, 'SIGKILL')
    return real(...args)
  }
}
syncBuiltinESMExports()
