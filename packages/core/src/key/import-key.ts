import { classifyCredential } from '../credential/classify-credential.ts'
import { importedKeyId, importedKeyIdCandidates, importedKeyIdOfDigest } from '../credential/imported-key.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyInsertion, KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { Project } from '../project/project.ts'
import type { ApiKey, ImportedKey, KeyId } from './api-key.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { parametersHash } from './canonical-json.ts'
import { refusalOfInsertion } from './insertion-outcome.ts'
import { attributesAsJson, type KeyAttributes } from './key-attributes.ts'
import { expiryOfNewKey } from './key-lifetime.ts'
import { asImported } from './key-reference.ts'

export interface ImportKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'insert' | 'findMany'>
  readonly clock: Clock
  readonly random: RandomSource
}

/** The key as the caller has it: the credential itself, or only a digest of it. */
export type KeyMaterial =
  | { readonly kind: 'raw'; readonly rawKey: string }
  | { readonly kind: 'digest'; readonly algorithm: 'sha256' | 'sha512'; readonly digestHex: string }

export interface ImportKeyRequest extends KeyAttributes {
  readonly material: KeyMaterial
}

/**
 * Takes over a key that was generated elsewhere. The raw key is hashed and forgotten. Refuses with `conflict` (looks like
 * a key we issue), `failed_precondition` (looks like a derived token), `api_key_exists`, `bad_request` or
 * `api_key_quota_exceeded`.
 */
export const makeImportKey =
  ({ keyStore, clock, random }: ImportKeyDependencies) =>
  async (project: Project, call: Call, request: ImportKeyRequest): Promise<ImportedKey> => {
    const ids = idsOfMaterial(project, request.material)
    const insertion = importInsertion(project, call, { request, id: ids.own, auditId: random.uuid(), now: clock.now() })
    if (ids.others.length > 0) {
      const known = await keyStore.findMany(project.id, [ids.own, ...ids.others])
      if (isKnownOtherwise(ids, known)) throw new DomainError('api_key_exists')
    }
    const outcome = await keyStore.insert(project.id, insertion)
    if (!('key' in outcome)) throw refusalOfInsertion(outcome)
    return asImported(outcome.key)
  }

/** Where a key would be stored, and where the same key would be if it had come in another form. */
export interface MaterialIds {
  readonly own: KeyId
  readonly others: readonly KeyId[]
}

/** Throws when the raw key would never be looked up as an imported one, because it looks like another kind. */
export function idsOfMaterial(project: Project, material: KeyMaterial): MaterialIds {
  if (material.kind === 'digest') {
    return { own: importedKeyIdOfDigest(project.id, material.algorithm, material.digestHex), others: [] }
  }
  refuseOtherKinds(project, material.rawKey)
  const own = importedKeyId(project.id, material.rawKey)
  return { own, others: importedKeyIdCandidates(project.id, material.rawKey).filter((id) => id !== own) }
}

/** A key stored under its own id is left to the insertion, which also knows whether it is a repetition. */
export const isKnownOtherwise = (ids: MaterialIds, known: ReadonlyMap<KeyId, ApiKey>): boolean =>
  !known.has(ids.own) && ids.others.some((id) => known.has(id))

function refuseOtherKinds(project: Project, rawKey: string): void {
  const { current, retired } = project.settings.derivedTokens.macaroonPrefix
  const classified = classifyCredential(rawKey, [current, ...retired.map((prefix) => prefix.value)])
  if (classified.kind === 'issued_key') {
    throw new DomainError('conflict', { reason: 'raw_key: looks like an issued API key, which cannot be imported' })
  }
  if (classified.kind !== 'imported_key') {
    throw new DomainError('failed_precondition', { reason: 'raw_key: looks like a derived token, which cannot be imported' })
  }
}

export interface Importation {
  readonly request: ImportKeyRequest
  readonly id: KeyId
  readonly auditId: string
  readonly now: Instant
}

/** Throws `bad_request` for a lifetime the project does not allow. */
export function importInsertion(project: Project, call: Call, { request, id, auditId, now }: Importation): KeyInsertion {
  const key = newImportedKey(project, request, id, now)
  return {
    key,
    idempotency: idempotencyOf(project, request, id),
    keyQuota: project.plan.apiKeysMax,
    audit: auditOf(call, { id: auditId, at: now, event: 'api_key.imported', after: key }),
  }
}

function newImportedKey(project: Project, request: ImportKeyRequest, id: KeyId, now: Instant): ImportedKey {
  return {
    origin: 'imported',
    id,
    projectId: project.id,
    name: request.name,
    actorId: request.actorId,
    scopes: request.scopes,
    metadata: request.metadata,
    visibility: request.visibility,
    rateLimit: request.rateLimit,
    allowedCidrs: request.allowedCidrs,
    createdAt: now,
    updatedAt: now,
    expiresAt: expiryOfNewKey(request.ttlMs, project.settings, now),
    lastUsedAt: undefined,
    lastUsedIp: undefined,
    suspendedAt: undefined,
    revocation: undefined,
    version: 1,
    hashAlgorithm: request.material.kind === 'raw' ? 'raw' : request.material.algorithm,
  }
}

/** The key id stands for the raw key, so that the digest cannot be used to guess it faster than the id can. */
const idempotencyOf = (project: Project, request: ImportKeyRequest, id: KeyId) =>
  request.idempotencyId === undefined
    ? undefined
    : {
        requestId: request.idempotencyId,
        parametersHash: parametersHash({
          project_id: project.id,
          collection: 'imported_api_keys',
          key_id: id,
          ...attributesAsJson(request),
        }),
      }
