import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { LoadCounts, LoadPlan } from './load-plan.ts'

const CHILD = fileURLToPath(new URL('load-generator.child.ts', import.meta.url))

/** Carries a plan out in a process of its own, so that it offers load by its own clock. */
export const generateLoad = async (plan: LoadPlan): Promise<LoadCounts> => (await startLoad(plan)).counts

export interface RunningLoad {
  readonly counts: Promise<LoadCounts>
  /** Ends it before its time: what is under way is still answered. */
  stop(): void
}

/** Resolves when the first requests are due. */
export async function startLoad(plan: LoadPlan): Promise<RunningLoad> {
  const child = spawn(process.execPath, [CHILD], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface(child.stdout)
  const started = once(lines, 'line')
  child.stdin.end(JSON.stringify(plan))
  await started
  const counts = once(lines, 'line').then(([line]) => JSON.parse(line) as LoadCounts)
  return { counts, stop: () => void child.kill('SIGTERM') }
}
