import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Attack, AttackShape, Load } from './attack.ts'
import { pinned } from './pinning.ts'

/** What the process beside this file is told. */
export interface AutocannonOrder {
  readonly port: number
  readonly load: Load
  readonly seconds: number
  readonly connections: number
}

const runner = fileURLToPath(new URL('run-autocannon.ts', import.meta.url))

/** autocannon in a process of its own, so that it can have a core of its own. */
export async function attackWithAutocannon(
  port: number,
  load: Load,
  { seconds, connections, cores }: AttackShape,
): Promise<Attack> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-bench-autocannon-'))
  try {
    const orderFile = join(folder, 'order.json')
    await writeFile(orderFile, JSON.stringify({ port, load, seconds, connections } satisfies AutocannonOrder))
    const [command, ...args] = pinned(cores, [process.execPath, runner, orderFile])
    const { stdout } = await promisify(execFile)(command, args)
    return JSON.parse(stdout) as Attack
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
