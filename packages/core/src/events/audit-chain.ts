import { hash } from 'node:crypto'
import type { ProjectId } from '../key/api-key.ts'
import { canonicalJson } from '../key/canonical-json.ts'
import type { JsonObject } from '../key/json.ts'
import type { AuditEntry, AuditEvent } from './audit-event.ts'

/** What the first event of every chain follows. */
export const GENESIS_HASH = '0'.repeat(64)

/** A place in a chain: the event with this sequence has this hash. */
export interface AuditChainLink {
  readonly sequence: number
  readonly hash: string
}

export type AuditChainVerdict =
  /** `last` anchors the next stretch, and, kept elsewhere, shows a chain whose end was cut off. */
  | { readonly intact: true; readonly last: AuditChainLink }
  | {
      readonly intact: false
      /** The first place at which the chain is not what was written. */
      readonly sequence: number
      readonly problem: 'gap' | 'foreign' | 'link' | 'content'
    }

/** Before the first event of a chain. */
const GENESIS: AuditChainLink = { sequence: 0, hash: GENESIS_HASH }

/** Puts an entry into its owner's chain (a project's or a workspace's): pure, so the store calls it inside its transaction. */
export function chainAuditEvent(entry: AuditEntry, projectId: string, sequence: number, previousHash: string): AuditEvent {
  const linked = { ...entry, projectId: projectId as ProjectId, sequence, previousHash }
  return { ...linked, hash: hashOf(linked) }
}

/**
 * Checks a stretch of one chain, oldest first: that it follows `after` without a gap, stays in one project, links every
 * event to the one before it, and that every field still has the value it was written with.
 */
export function verifyAuditChain(events: Iterable<AuditEvent>, after: AuditChainLink = GENESIS): AuditChainVerdict {
  let last = after
  let projectId: string | undefined
  for (const event of events) {
    projectId ??= event.projectId
    const problem = problemOf(event, last, projectId)
    if (problem !== undefined) return { intact: false, sequence: last.sequence + 1, problem }
    last = { sequence: event.sequence, hash: event.hash }
  }
  return { intact: true, last }
}

function problemOf(event: AuditEvent, last: AuditChainLink, projectId: string) {
  if (event.sequence !== last.sequence + 1) return 'gap'
  if (event.projectId !== projectId) return 'foreign'
  if (event.previousHash !== last.hash) return 'link'
  const { hash: claimed, ...rest } = event
  return claimed === hashOf(rest) ? undefined : 'content'
}

/** Absent and undefined members are the same, for a store gives back either. */
function hashOf(event: Omit<AuditEvent, 'hash'>): string {
  const present = Object.entries(event).filter(([, member]) => member !== undefined)
  return hash('sha256', canonicalJson(Object.fromEntries(present) as JsonObject), 'hex')
}
