import { formatIssuedKey } from '../credential/issued-key.ts'
import { invalidField } from '../errors/domain-error.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { KeyStore } from '../ports/key-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { KeyPrefixes, Project } from '../project/project.ts'
import type { IssuedKey, KeyId, KeyVisibility } from './api-key.ts'
import { auditOf } from './audit-snapshot.ts'
import type { Call } from './call.ts'
import { parametersHash } from './canonical-json.ts'
import { refusalOfInsertion } from './insertion-outcome.ts'
import { attributesAsJson, type KeyAttributes } from './key-attributes.ts'
import { expiryOfNewKey } from './key-lifetime.ts'
import { asIssued } from './key-reference.ts'

export interface IssueKeyDependencies {
  readonly keyStore: Pick<KeyStore, 'insert'>
  readonly clock: Clock
  readonly random: RandomSource
}

export interface IssuedKeyAndSecret {
  readonly apiKey: IssuedKey
  /** The whole credential, this once; empty when an earlier call with the same request id already handed it out. */
  readonly secret: string
}

/**
 * Issues a key. Safe to repeat with a request id: the repetition finds the key of the first call, without its secret.
 * Refuses with `bad_request`, `conflict` (request id reused for something else) or `api_key_quota_exceeded`.
 */
export const makeIssueKey =
  ({ keyStore, clock, random }: IssueKeyDependencies) =>
  async (project: Project, call: Call, attributes: KeyAttributes): Promise<IssuedKeyAndSecret> => {
    const apiKey = newIssuedKey(project, attributes, random.uuid() as KeyId, clock.now())
    const outcome = await keyStore.insert(project.id, {
      key: apiKey,
      idempotency: idempotencyOf(project, attributes),
      keyQuota: project.plan.apiKeysMax,
      audit: auditOf(call, { id: random.uuid(), at: apiKey.createdAt, event: 'api_key.issued', after: apiKey }),
    })
    if (!('key' in outcome)) throw refusalOfInsertion(outcome)
    if (outcome.outcome === 'replayed') return { apiKey: asIssued(outcome.key), secret: '' }
    return { apiKey, secret: secretOf(apiKey, project) }
  }

function newIssuedKey(project: Project, attributes: KeyAttributes, id: KeyId, now: Instant): IssuedKey {
  return {
    origin: 'issued',
    id,
    projectId: project.id,
    name: attributes.name,
    actorId: attributes.actorId,
    scopes: attributes.scopes,
    metadata: attributes.metadata,
    visibility: attributes.visibility,
    rateLimit: attributes.rateLimit,
    allowedCidrs: attributes.allowedCidrs,
    createdAt: now,
    updatedAt: now,
    expiresAt: expiryOfNewKey(attributes.ttlMs, project.settings, now),
    lastUsedAt: undefined,
    lastUsedIp: undefined,
    suspendedAt: undefined,
    revocation: undefined,
    version: 1,
    prefix: prefixFor(attributes.visibility, project.settings.prefixes),
    hmacSecretId: project.hmacSecrets.current.id,
    supersedes: undefined,
    supersededBy: undefined,
  }
}

const idempotencyOf = (project: Project, attributes: KeyAttributes) =>
  attributes.idempotencyId === undefined
    ? undefined
    : {
        requestId: attributes.idempotencyId,
        parametersHash: parametersHash({
          project_id: project.id,
          collection: 'issued_api_keys',
          ...attributesAsJson(attributes),
        }),
      }

/** The prefix of new keys. A project without a prefix for public keys cannot have any: `bad_request`. */
export function prefixFor(visibility: KeyVisibility, prefixes: KeyPrefixes): string {
  if (visibility === 'secret') return prefixes.secret.current
  if (prefixes.public.current === undefined) {
    throw invalidField(
      'visibility',
      'KEY_VISIBILITY_PUBLIC needs a public key prefix in the project settings (prefix.public_current)',
    )
  }
  return prefixes.public.current
}

/** The credential of a key that was made just now, with the project's current secret. */
export const secretOf = (apiKey: IssuedKey, project: Project): string =>
  formatIssuedKey(
    { prefix: apiKey.prefix, keyId: apiKey.id, issuedAtSeconds: Math.floor(apiKey.createdAt / 1000) },
    project.hmacSecrets.current.key,
  )
