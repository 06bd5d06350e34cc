// A process some of whose threads write long lines to standard error at the same time: argument 1 says how many, 2 how often.
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { joinMemory, type SharedMemory, shareMemory } from '@latchkey/server/composition/shared-memory'

const LINE_BYTES = 100_000

if (isMainThread) {
  const memory = shareMemory()
  const [, , threads = '1', lines = '1'] = process.argv
  for (let owner = 1; owner <= Number(threads); owner++)
    new Worker(new URL(import.meta.url), { workerData: { memory, owner, lines: Number(lines) } })
} else {
  const { memory, owner, lines }: { memory: SharedMemory; owner: number; lines: number } = workerData
  const { logLine } = joinMemory(memory, { owner, clock: { monotonicMs: () => 0 } })
  for (let line = 0; line < lines; line++) logLine(`${String(owner).repeat(LINE_BYTES)}\n`)
}
