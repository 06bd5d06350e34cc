import type { AuditCheckpoint, AuditLog } from '../ports/audit-log.ts'
import { type AuditChainLink, GENESIS_HASH, verifyAuditChain } from './audit-chain.ts'
import type { AuditEvent } from './audit-event.ts'
import type { AuditKeys } from './audit-keys.ts'
import { isCheckpointOurs } from './checkpoint.ts'

/** What is wrong with a chain. */
export type ChainProblem =
  /** An event is missing, or there is one too many. */
  | 'gap'
  /** An event of another chain stands here. */
  | 'foreign'
  /** The event does not follow the one before it. */
  | 'link'
  /** The event does not say what was written. */
  | 'content'
  /** The newest events are gone, or others were added behind what the head names. */
  | 'head'
  /** The old end was cut off by somebody else. */
  | 'checkpoint'
  /** There is no chain where there must be one. */
  | 'missing'

export interface ChainReport {
  readonly chainId: string
  /** Events that were read and found right. */
  readonly events: number
  /** The last event that is right; kept elsewhere, it shows a whole chain that was replaced. */
  readonly last: AuditChainLink
  /** Where the retention has cut. */
  readonly checkpoint: AuditCheckpoint | undefined
  /** The first thing that is wrong, and where; `eventId` is that of the event that stands there, if one does. */
  readonly problem: { readonly kind: ChainProblem; readonly sequence: number; readonly eventId: string | undefined } | undefined
}

export interface VerifyChainDependencies {
  readonly auditLog: Pick<AuditLog, 'readChain' | 'findHead' | 'readCheckpoint'>
  readonly keys: Pick<AuditKeys, 'checkpoints'>
}

const STRETCH = 500
/** The retention may cut while we read; as often as this in a row it does not. */
const ATTEMPTS = 5

/**
 * Proves a chain against its head and its checkpoint, in bounded memory, also while it grows. `mustExist`: a chain of
 * which nothing is left is a problem, too.
 */
export const makeVerifyChain =
  (deps: VerifyChainDependencies) =>
  async (chainId: string, { mustExist }: { readonly mustExist: boolean }): Promise<ChainReport> => {
    for (let attempt = 1; ; attempt++) {
      const checkpoint = await deps.auditLog.readCheckpoint(chainId)
      const report = await verifyFrom(chainId, checkpoint, deps)
      const isAbsent = report.problem === undefined && report.last.sequence === 0
      if (isAbsent && mustExist) return { ...report, problem: { kind: 'missing', sequence: 1, eventId: undefined } }
      if (report.problem === undefined || attempt === ATTEMPTS) return report
      const now = await deps.auditLog.readCheckpoint(chainId)
      if (now?.sequence === checkpoint?.sequence) return report
    }
  }

async function verifyFrom(
  chainId: string,
  checkpoint: AuditCheckpoint | undefined,
  { auditLog, keys }: VerifyChainDependencies,
): Promise<ChainReport> {
  const start: AuditChainLink = checkpoint ?? { sequence: 0, hash: GENESIS_HASH }
  const report = (last: AuditChainLink, problem: ChainReport['problem']): ChainReport => ({
    chainId,
    events: last.sequence - start.sequence,
    last: { sequence: last.sequence, hash: last.hash },
    checkpoint,
    problem,
  })
  if (checkpoint !== undefined && !isCheckpointOurs(chainId, checkpoint, keys.checkpoints)) {
    return report(start, { kind: 'checkpoint', sequence: start.sequence, eventId: undefined })
  }
  // Read before the events: what is written meanwhile comes behind it.
  const head = await auditLog.findHead(chainId)
  let last = start
  for (let after = Number.MIN_SAFE_INTEGER, isMore = true; isMore; after = last.sequence) {
    const events = await auditLog.readChain(chainId, { after, limit: STRETCH })
    const { right, problem } = judgeStretch(events, last, head)
    if (problem !== undefined) return report(right, problem)
    isMore = events.length === STRETCH
    last = right
  }
  const newest = await auditLog.findHead(chainId)
  const isWhole = (head?.sequence ?? 0) <= last.sequence && last.sequence <= (newest?.sequence ?? 0)
  return report(last, isWhole ? undefined : { kind: 'head', sequence: last.sequence + 1, eventId: undefined })
}

interface StretchVerdict {
  /** The last event that is right. */
  readonly right: AuditChainLink
  readonly problem: ChainReport['problem']
}

function judgeStretch(events: readonly AuditEvent[], last: AuditChainLink, head: AuditChainLink | undefined): StretchVerdict {
  const verdict = verifyAuditChain(events, last)
  if (!verdict.intact) {
    const { problem: kind, sequence } = verdict
    const count = sequence - 1 - last.sequence
    const right = events[count - 1] ?? last
    return { right, problem: { kind, sequence, eventId: events[count]?.id } }
  }
  const named = [last, ...events].find(({ sequence }) => sequence === head?.sequence)
  const isOther = named !== undefined && named.hash !== head?.hash
  return { right: verdict.last, problem: isOther ? { kind: 'head', sequence: named.sequence, eventId: undefined } : undefined }
}
