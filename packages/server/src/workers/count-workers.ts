import { availableParallelism } from 'node:os'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { canReusePort } from './reuse-port.ts'

export interface WorkerCount {
  readonly count: number
  /** For people. */
  readonly warnings: readonly string[]
}

const UNSUPPORTED = 'this system cannot share one port among several listeners (SO_REUSEPORT)'

/**
 * How many threads shall answer requests; `auto`: one per core that this process may use. Where the system cannot do it,
 * `auto` is one with a warning, and a number above one is refused.
 */
export async function countWorkers(wanted: number | 'auto', host: string): Promise<WorkerCount> {
  const count = wanted === 'auto' ? availableParallelism() : wanted
  if (count === 1 || (await canReusePort(host))) return { count, warnings: [] }
  if (wanted === 'auto') return { count: 1, warnings: [`serve.http.workers: ${UNSUPPORTED}; one thread answers all requests`] }
  throw new DomainError('failed_precondition', {
    reason: `serve.http.workers: ${UNSUPPORTED}; start one worker, and several instances behind a load balancer for more`,
  })
}
