import { requireApiKeyCredential } from '../credential/require-api-key-credential.ts'
import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import { proveCredential } from '../verify/prove-credential.ts'
import { type KeyId, type RevocationReason, statusAt } from './api-key.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { apiKeyNotFound } from './key-reference.ts'
import { revoked } from './revocation.ts'

export interface SelfRevokeKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'findMany' | 'change'>
  readonly clock: Clock
  readonly random: RandomSource
}

export interface SelfRevokeKeyRequest {
  /** Secret. */
  readonly credential: string
  readonly reason: RevocationReason
}

/**
 * Revokes the key whose credential is presented; holding it is the only authority needed. Repeating it changes nothing.
 * Refuses with `bad_request`, `credential_required`, `unknown_credential` (one for our own API), `invalid_api_key_format`,
 * `derived_token_not_revocable` or `api_key_not_found` (unknown, forged and foreign alike).
 */
export const makeSelfRevokeKey =
  (deps: SelfRevokeKeyDependencies) =>
  async (project: Project, call: Call, { credential, reason }: SelfRevokeKeyRequest): Promise<void> => {
    if (reason === 'privilege_withdrawn') {
      throw invalidField('reason', 'REVOCATION_REASON_PRIVILEGE_WITHDRAWN is reserved to administrators')
    }
    const candidates = candidatesOf(project, credential, deps.clock)
    const known = await deps.keyStore.findMany(project.id, candidates)
    if (known.size === 0) throw apiKeyNotFound()
    // One credential may have been imported in several forms; its holder wants all of them gone.
    for (const id of known.keys()) await revokeByHolder(deps, project, { call, id, reason })
  }

function candidatesOf(project: Project, credential: string, clock: Clock): readonly KeyId[] {
  requireApiKeyCredential(credential)
  const proof = proveCredential(project, credential, clock.now())
  switch (proof.kind) {
    case 'issued_key':
      return [proof.keyId]
    case 'imported_key':
      return proof.candidates
    case 'jwt':
    case 'macaroon':
      throw new DomainError('derived_token_not_revocable')
    case 'none':
      throw refusalOfProof(proof.failure)
  }
}

/** A signature that does not verify can only be a derived token's: an issued key without one counts as unknown. */
function refusalOfProof(failure: 'invalid_format' | 'not_found' | 'signature_invalid'): DomainError {
  if (failure === 'signature_invalid') return new DomainError('derived_token_not_revocable')
  return failure === 'not_found' ? apiKeyNotFound() : new DomainError('invalid_api_key_format')
}

interface HolderRevocation {
  readonly call: Call
  readonly id: KeyId
  readonly reason: RevocationReason
}

async function revokeByHolder(
  { keyStore, clock, random }: SelfRevokeKeyDependencies,
  project: Project,
  { call, id, reason }: HolderRevocation,
): Promise<void> {
  const auditId = random.uuid()
  await keyStore.change(project.id, id, (current) => {
    const now = clock.now()
    if (statusAt(current, now) === 'revoked') return { audit: [] }
    const update = revoked(current, { reason, description: undefined }, now)
    const byHolder: Call = { ...call, caller: { kind: 'key_holder', id: current.id, name: current.name } }
    const audit = auditOf(byHolder, { id: auditId, at: now, event: 'api_key.self_revoked', before: current, after: update })
    return { update, audit: [audit] }
  })
}
