import type { AuditLog } from '../ports/audit-log.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { AuditKeys } from './audit-keys.ts'
import { signCheckpoint } from './checkpoint.ts'

/** Events taken in one transaction. */
export const AUDIT_CUT_BATCH = 200

export interface CutChainDependencies {
  readonly auditLog: Pick<AuditLog, 'cutBefore'>
  readonly keys: Pick<AuditKeys, 'checkpoints'>
  readonly clock: Pick<Clock, 'now'>
}

/**
 * Takes one batch of events that are older than the retention from the old end of a chain, and leaves a signed checkpoint,
 * so that what remains can still be proved. Resolves to how many it took; fewer than the batch: there are no more.
 */
export const makeCutChain =
  ({ auditLog, keys, clock }: CutChainDependencies) =>
  (chainId: string, retentionMs: number, limit: number = AUDIT_CUT_BATCH): Promise<number> => {
    const now = clock.now()
    const [key] = keys.checkpoints
    return auditLog.cutBefore(chainId, {
      before: (now - retentionMs) as Instant,
      limit,
      sign: (last) => signCheckpoint(chainId, last, now, key),
    })
  }
