import { signingKeyFromJwk } from '../derive/jwks.ts'
import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { JsonObject } from '../key/json.ts'
import type { Instant } from '../ports/clock.ts'
import type { SealedSecret, StoredProject } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { SigningKey } from './project.ts'
import { type MasterKeys, sealProjectSecret } from './project-secrets.ts'
import { plaintextOf, retiredUntil, withDataKey } from './secret-ring.ts'
import { SIGNING_KEYS_PATH } from './signing-keys-url.ts'

export const SIGNING_KEY_ID_PATH = 'credentials.derived_tokens.jwt.signing_key_id'
/** Every token of an unknown `kid` may be tried with each of them. */
const SIGNING_KEYS_MAX = 32

export interface SigningKeyDependencies {
  readonly masterKeys: MasterKeys
  readonly random: RandomSource
}

export interface WishedSigningKeys {
  /** Private JWKs to add; those that the project has already stay. */
  readonly jwks: readonly JsonObject[]
  /** The key that shall sign; `undefined`: the first of the added ones, or the one that signs now. */
  readonly signingKeyId: string | undefined
  /** The configuration of the server has signing keys of its own, so that a `kid` may name one of those. */
  readonly areManaged: boolean
  readonly now: Instant
}

interface KeptKey {
  readonly secret: SealedSecret
  readonly kid: string
  readonly key: SigningKey
}

/**
 * The secrets of a project after it was given signing keys or another choice among them. Keys that it does not name are
 * retired without an end, so that no token is left behind. Throws `bad_request` naming the setting, and never a key.
 */
export function withSigningKeys(
  { project, secrets }: Pick<StoredProject, 'project' | 'secrets'>,
  wished: WishedSigningKeys,
  { masterKeys, random }: SigningKeyDependencies,
): readonly SealedSecret[] {
  return withDataKey(project, masterKeys, (dataKey) => {
    const kept = secrets.filter(({ purpose }) => purpose === 'signing').map((secret) => openKey(secret, dataKey))
    const given = wished.jwks.map((jwk, index) => readKey(jwk, `${SIGNING_KEYS_PATH}.keys[${index}]`))
    refuseClashes(given, kept)
    const added = given
      .filter(({ kid }) => !kept.some((one) => one.kid === kid))
      .map(({ kid, key, jwk }): KeptKey => {
        const plain = { id: random.uuid(), projectId: project.id, purpose: 'signing', createdAt: wished.now } as const
        return { secret: sealProjectSecret({ ...plain, plaintext: JSON.stringify({ ...jwk, kid }) }, dataKey, random), kid, key }
      })
    const all = [...kept, ...added]
    if (all.length > SIGNING_KEYS_MAX)
      throw invalidField(SIGNING_KEYS_PATH, `must not give a project more than ${SIGNING_KEYS_MAX} keys`)
    const current = currentAmong(all, given[0]?.kid, wished)
    return [...secrets.filter(({ purpose }) => purpose !== 'signing'), ...all.map((one) => inState(one.secret, one === current))]
  })
}

function currentAmong(all: readonly KeptKey[], firstGiven: string | undefined, wished: WishedSigningKeys): KeptKey | undefined {
  const { signingKeyId, areManaged } = wished
  const named = all.find(({ kid }) => kid === signingKeyId)
  if (signingKeyId !== undefined && named === undefined && !areManaged)
    throw invalidField(SIGNING_KEY_ID_PATH, 'names no signing key of the project')
  return named ?? all.find(({ kid }) => kid === firstGiven) ?? all.find(({ secret }) => secret.state === 'current')
}

function inState(secret: SealedSecret, isCurrent: boolean): SealedSecret {
  if (isCurrent) return { ...secret, state: 'current', expiresAt: undefined }
  return secret.state === 'retired' ? secret : retiredUntil(undefined)(secret)
}

function openKey(secret: SealedSecret, dataKey: Uint8Array): KeptKey {
  const key = signingKeyFromJwk(JSON.parse(plaintextOf(secret, dataKey)) as JsonObject)
  return { secret, kid: key.kid, key }
}

interface GivenKey {
  readonly jwk: JsonObject
  readonly kid: string
  readonly key: SigningKey
}

function readKey(jwk: JsonObject, path: string): GivenKey {
  try {
    const key = signingKeyFromJwk(jwk)
    return { jwk, kid: key.kid, key }
  } catch (error) {
    if (error instanceof DomainError) throw invalidField(path, error.message)
    throw error
  }
}

function refuseClashes(given: readonly GivenKey[], kept: readonly KeptKey[]): void {
  for (const [index, { kid, key }] of given.entries()) {
    const isTaken =
      given.slice(0, index).some((one) => one.kid === kid) ||
      kept.some((one) => one.kid === kid && !one.key.publicKey.equals(key.publicKey))
    if (isTaken) throw invalidField(`${SIGNING_KEYS_PATH}.keys[${index}]`, 'has the kid of another key')
  }
}
