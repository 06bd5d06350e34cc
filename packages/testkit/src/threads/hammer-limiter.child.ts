// One of several threads that use the same keys of one shared rate limiter as fast as they can.
import { parentPort, workerData } from 'node:worker_threads'
import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'
import { SharedRateLimiter, type SharedRateLimits } from '@latchkey/server/adapters/threads/shared-rate-limiter'

/** What the thread is told when it is made. It answers with the uses that were allowed, by key. */
export interface HammerOrder {
  readonly limits: SharedRateLimits
  readonly owner: number
  readonly keys: number
  readonly uses: number
  readonly quota: number
  /** One word that is 0 until all may begin. */
  readonly gate: Int32Array
}

const { limits, owner, keys, uses, quota, gate }: HammerOrder = workerData
const limiter = new SharedRateLimiter({ limits, owner, clock: { monotonicMs: () => 0 } })
const policy = { quota, windowMs: 60_000, unit: '' }
const allowed = Array<number>(keys).fill(0)
parentPort?.postMessage('ready')
Atomics.wait(gate, 0, 0)
for (let use = 0; use < uses; use++) {
  const index = use % keys
  const decision = limiter.consume('project' as ProjectId, `key-${index}` as KeyId, policy, 1)
  if (decision?.allowed === true) allowed[index] = (allowed[index] ?? 0) + 1
}
parentPort?.postMessage(allowed)
