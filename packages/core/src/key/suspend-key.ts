import { DomainError } from '../errors/domain-error.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import { type ApiKey, statusAt } from './api-key.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { changeKey, type KeyTarget } from './change-key.ts'

export interface SuspendKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'change'>
  readonly clock: Clock
  readonly random: RandomSource
}

export type ChangeSuspension = (project: Project, call: Call, target: KeyTarget) => Promise<ApiKey>

/**
 * Makes a key refuse until it is resumed. Suspending a suspended key changes nothing. Refuses with `api_key_not_found`,
 * `etag_mismatch`, or `failed_precondition` for a key that is revoked or expired.
 */
export const makeSuspendKey = (deps: SuspendKeyDependencies): ChangeSuspension => makeChangeSuspension(deps, 'api_key.suspended')

/** The way back; the same rules. */
export const makeResumeKey = (deps: SuspendKeyDependencies): ChangeSuspension => makeChangeSuspension(deps, 'api_key.resumed')

const makeChangeSuspension =
  ({ keyStore, clock, random }: SuspendKeyDependencies, event: 'api_key.suspended' | 'api_key.resumed'): ChangeSuspension =>
  async (project, call, target) => {
    const auditId = random.uuid()
    const decision = await changeKey(keyStore, project.id, target, (current) => {
      const now = clock.now()
      refuseEnded(current, now)
      const suspendedAt = event === 'api_key.suspended' ? (current.suspendedAt ?? now) : undefined
      if (suspendedAt === current.suspendedAt) return { apiKey: current, audit: [] }
      const apiKey: ApiKey = { ...current, suspendedAt, updatedAt: now, version: current.version + 1 }
      return { apiKey, update: apiKey, audit: [auditOf(call, { id: auditId, at: now, event, before: current, after: apiKey })] }
    })
    return decision.apiKey
  }

function refuseEnded(current: ApiKey, now: Instant): void {
  const status = statusAt(current, now)
  if (status === 'revoked' || status === 'expired') {
    throw new DomainError('failed_precondition', { reason: `The API key is ${status}` })
  }
}
