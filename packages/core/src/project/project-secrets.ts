import { openSealed, SEAL_NONCE_BYTES, seal } from '../crypto/seal.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { SealedSecret, SecretPurpose } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'

/** Keys that project data keys are sealed under: the first that opens one wins, `current` seals new ones. 32 bytes each. */
export interface MasterKeys {
  readonly current: Uint8Array
  readonly retired: readonly Uint8Array[]
}

/** What is sealed, before it is: an HMAC secret's text, or a private JWK as JSON. */
export interface PlainSecret {
  readonly id: string
  readonly projectId: ProjectId
  readonly purpose: SecretPurpose
  readonly plaintext: string
  readonly createdAt: Instant
}

const dataKeyContext = (projectId: ProjectId): string => `project/${projectId}/data-key`
const secretContext = ({ projectId, purpose, id }: Pick<PlainSecret, 'projectId' | 'purpose' | 'id'>): string =>
  `project/${projectId}/${purpose}/${id}`

export const sealDataKey = (projectId: ProjectId, dataKey: Uint8Array, masterKey: Uint8Array, random: RandomSource): string =>
  seal(dataKey, masterKey, dataKeyContext(projectId), random.bytes(SEAL_NONCE_BYTES))

/** The project's data key, or `undefined` when none of the master keys opens it. */
export function openDataKey(projectId: ProjectId, sealed: string, masterKeys: MasterKeys): Uint8Array | undefined {
  for (const masterKey of [masterKeys.current, ...masterKeys.retired]) {
    const dataKey = openSealed(sealed, masterKey, dataKeyContext(projectId))
    if (dataKey !== undefined) return dataKey
  }
  return undefined
}

/** A secret as it is stored, in use from now on. */
export const sealProjectSecret = (
  { plaintext, ...secret }: PlainSecret,
  dataKey: Uint8Array,
  random: RandomSource,
): SealedSecret => ({
  ...secret,
  state: 'current',
  sealed: seal(Buffer.from(plaintext, 'utf8'), dataKey, secretContext(secret), random.bytes(SEAL_NONCE_BYTES)),
  expiresAt: undefined,
})

/** The text that was sealed, or `undefined` when the data key does not open it. */
export function openProjectSecret(secret: SealedSecret, dataKey: Uint8Array): string | undefined {
  const plaintext = openSealed(secret.sealed, dataKey, secretContext(secret))
  return plaintext === undefined ? undefined : Buffer.from(plaintext).toString('utf8')
}
