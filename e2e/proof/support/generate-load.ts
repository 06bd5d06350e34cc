import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { LoadCounts, LoadPlan } from './load-plan.ts'

const CHILD = fileURLToPath(new URL('load-generator.child.ts', import.meta.url))

/** Carries a plan out in a process of its own, so that it offers load by its own clock. */
export async function generateLoad(plan: LoadPlan): Promise<LoadCounts> {
  const child = spawn(process.execPath, [CHILD], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(plan))
  return JSON.parse(await text(child.stdout)) as LoadCounts
}
