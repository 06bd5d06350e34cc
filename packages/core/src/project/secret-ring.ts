import { createHash, createHmac } from 'node:crypto'
import { signingKeyFromJwk } from '../derive/jwks.ts'
import { DomainError } from '../errors/domain-error.ts'
import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectRecord, SealedSecret, SecretPurpose } from '../ports/project-store.ts'
import { type MasterKeys, openDataKey, openProjectSecret } from './project-secrets.ts'

const FINGERPRINT_HEX_DIGITS = 16
const FINGERPRINT_LABEL = 'latchkey/secret-fingerprint/v1'

/** Calls `use` with the data key of a project and wipes it afterwards. Throws `service_unavailable` when no master key opens it. */
export function withDataKey<Result>(
  project: ProjectRecord,
  masterKeys: MasterKeys,
  use: (dataKey: Uint8Array) => Result,
): Result {
  const dataKey = openDataKey(project.id, project.sealedDataKey, masterKeys)
  if (dataKey === undefined) throw unopened(`the data key of project ${project.slug}`)
  try {
    return use(dataKey)
  } finally {
    dataKey.fill(0)
  }
}

/** What may be told about a secret. */
export interface SecretFacts {
  readonly secret: SealedSecret
  /** Only of a signing key. */
  readonly kid: string | undefined
  /** Of an HMAC secret it can be guessed from as hard as from the checksum of any key under it. */
  readonly fingerprint: string
}

export function secretFactsOf(secret: SealedSecret, dataKey: Uint8Array): SecretFacts {
  const plaintext = plaintextOf(secret, dataKey)
  if (secret.purpose === 'signing') {
    const { kid } = signingKeyFromJwk(JSON.parse(plaintext) as JsonObject)
    return { secret, kid, fingerprint: fingerprintOf('signing', kid) }
  }
  return {
    secret,
    kid: undefined,
    fingerprint: fingerprintOf('hmac', createHmac('sha256', plaintext).update(FINGERPRINT_LABEL).digest('hex')),
  }
}

export function plaintextOf(secret: SealedSecret, dataKey: Uint8Array): string {
  const plaintext = openProjectSecret(secret, dataKey)
  if (plaintext === undefined) throw unopened(`the ${secret.purpose} secret ${secret.id}`)
  return plaintext
}

/** By purpose; the current one first, then the retired ones, newest first. */
export const inRingOrder = (secrets: readonly SealedSecret[]): readonly SealedSecret[] =>
  secrets.toSorted(
    (a, b) =>
      a.purpose.localeCompare(b.purpose) ||
      Number(a.state === 'retired') - Number(b.state === 'retired') ||
      b.createdAt - a.createdAt,
  )

/** Whether what the secret signed still verifies. */
export const verifiesAt = ({ state, expiresAt }: SealedSecret, now: Instant): boolean =>
  state === 'current' || expiresAt === undefined || expiresAt > now

/** The secrets with another one in use. `undefined`: the one in use so far is dropped. */
export function withSuccessor(
  secrets: readonly SealedSecret[],
  successor: SealedSecret,
  retire: ((current: SealedSecret) => SealedSecret) | undefined,
): readonly SealedSecret[] {
  const kept = secrets.flatMap((secret) => {
    if (secret.purpose !== successor.purpose || secret.state !== 'current') return [secret]
    return retire === undefined ? [] : [retire(secret)]
  })
  return [...kept, successor]
}

export const retiredUntil =
  (expiresAt: Instant | undefined) =>
  (secret: SealedSecret): SealedSecret => ({ ...secret, state: 'retired', expiresAt })

const fingerprintOf = (purpose: SecretPurpose, publicPart: string): string =>
  createHash('sha256').update(`${purpose}/${publicPart}`).digest('hex').slice(0, FINGERPRINT_HEX_DIGITS)

const unopened = (what: string): DomainError =>
  new DomainError('service_unavailable', { reason: `${what} was sealed with another key than the server has` })
