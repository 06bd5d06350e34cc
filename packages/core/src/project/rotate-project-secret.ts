import { DomainError, invalidField } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import type { Awaitable } from '../ports/awaitable.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectStore, SealedSecret, SecretPurpose, StoredProject } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import { type ChangeProjectDependencies, changeProject, type ProjectEdits } from './change-project.ts'
import type { GeneratedSecrets } from './create-project.ts'
import { type MasterKeys, sealProjectSecret } from './project-secrets.ts'
import type { ProjectWarning } from './project-warning.ts'
import { retiredUntil, verifiesAt, withDataKey, withSuccessor } from './secret-ring.ts'
import { settingAt, withoutSetting } from './settings-document.ts'
import { SIGNING_KEY_ID_PATH } from './signing-key-set.ts'
import { SIGNING_KEYS_PATH } from './signing-keys-url.ts'
import { strandedKeysWarning } from './stranded-keys.ts'

/** Every verification may try each of them. */
export const RETIRED_SECRETS_MAX = 32
const HMAC_PATH = 'secrets.hmac.current'

export interface RotateProjectSecretDependencies extends ChangeProjectDependencies {
  readonly store: Pick<ProjectStore, 'changeProject' | 'countLiveKeys'>
  readonly masterKeys: MasterKeys
  readonly generateSecrets: (random: RandomSource) => GeneratedSecrets
  /** Settings of the project that the server's configuration fixes, as dotted paths. */
  readonly managedPaths: (projectId: ProjectId) => Awaitable<readonly string[]>
}

export interface RotationRequest {
  readonly purpose: SecretPurpose
  readonly mode: 'graceful' | 'revoke'
  /** Only when graceful: when the old secret stops verifying. `undefined`: never. */
  readonly expiresAt: Instant | undefined
}

export interface RotatedSecret {
  readonly stored: StoredProject
  readonly warnings: readonly ProjectWarning[]
}

/**
 * Replaces the HMAC secret or the signing key of a project; what is issued from now on is signed with the new one. Throws
 * `failed_precondition` when the server's configuration fixes the secret, or too many retired ones are kept.
 */
export function makeRotateProjectSecret(deps: RotateProjectSecretDependencies) {
  return async (call: Call, id: ProjectId, request: RotationRequest): Promise<RotatedSecret> => {
    requireSensibleEnd(request, deps.clock.now())
    await refuseManaged(deps, id, request.purpose)
    // Making keys takes its time and is not repeated when the decision is.
    const generated = deps.generateSecrets(deps.random)
    const { before, after } = await changeProject(deps, call, id, {
      event: 'project.secret_rotated',
      decide: (current, now) => rotationOf(current, { ...request, now, generated }, deps),
    })
    return { stored: after, warnings: await warningsOf(deps, before, after) }
  }
}

function requireSensibleEnd({ mode, expiresAt }: RotationRequest, now: Instant): void {
  if (expiresAt === undefined) return
  if (mode === 'revoke') throw invalidField('expires_at', 'goes with the mode graceful only')
  if (expiresAt <= now) throw invalidField('expires_at', 'must be in the future')
}

async function refuseManaged(deps: RotateProjectSecretDependencies, id: ProjectId, purpose: SecretPurpose): Promise<void> {
  const fixing = purpose === 'hmac' ? [HMAC_PATH] : [SIGNING_KEYS_PATH, SIGNING_KEY_ID_PATH]
  const managed = await deps.managedPaths(id)
  const path = fixing.find((one) => managed.includes(one))
  if (path === undefined) return
  throw new DomainError('failed_precondition', {
    reason: `${path} is fixed by the configuration of the server; change it there`,
    metadata: { field: path },
  })
}

interface Rotation extends RotationRequest {
  readonly now: Instant
  readonly generated: GeneratedSecrets
}

function rotationOf(
  { project, secrets }: StoredProject,
  rotation: Rotation,
  deps: RotateProjectSecretDependencies,
): ProjectEdits {
  const { purpose, mode, expiresAt, now } = rotation
  // What has ended already verifies nothing and only gets in the way.
  const verifying = secrets.filter((secret) => secret.purpose !== purpose || verifiesAt(secret, now))
  refuseTooMany(verifying, purpose)
  const successor = sealSuccessor(project, rotation, deps)
  const retire = mode === 'graceful' ? retiredUntil(expiresAt) : undefined
  const edits = { secrets: withSuccessor(verifying, successor, retire) }
  // A setting that names the old key would keep it signing.
  if (purpose === 'hmac' || settingAt(project.config, SIGNING_KEY_ID_PATH) === undefined) return edits
  return {
    ...edits,
    project: { config: withoutSetting(project.config, SIGNING_KEY_ID_PATH), revision: project.revision + 1 },
  }
}

function refuseTooMany(secrets: readonly SealedSecret[], purpose: SecretPurpose): void {
  const retired = secrets.filter((secret) => secret.purpose === purpose && secret.state === 'retired')
  if (retired.length < RETIRED_SECRETS_MAX) return
  throw new DomainError('failed_precondition', {
    reason: `the project keeps ${RETIRED_SECRETS_MAX} retired secrets of this kind; remove one first`,
  })
}

function sealSuccessor(
  project: StoredProject['project'],
  rotation: Rotation,
  deps: RotateProjectSecretDependencies,
): SealedSecret {
  const { purpose, now, generated } = rotation
  const plaintext = purpose === 'hmac' ? generated.hmacSecret : JSON.stringify(generated.signingJwk)
  const plain = { id: deps.random.uuid(), projectId: project.id, purpose, plaintext, createdAt: now }
  return withDataKey(project, deps.masterKeys, (dataKey) => sealProjectSecret(plain, dataKey, deps.random))
}

/** Keys are stranded when the secret that they were issued under verifies no more. */
async function warningsOf(
  { store, clock }: RotateProjectSecretDependencies,
  before: StoredProject,
  after: StoredProject,
): Promise<readonly ProjectWarning[]> {
  const now = clock.now()
  const kept = new Set(after.secrets.map(({ id }) => id))
  const dropped = before.secrets.filter((secret) => secret.purpose === 'hmac' && verifiesAt(secret, now) && !kept.has(secret.id))
  if (dropped.length === 0) return []
  const counts = await store.countLiveKeys(after.project.id)
  const droppedIds = new Set(dropped.map(({ id }) => id))
  return strandedKeysWarning(
    counts.filter(({ hmacSecretId }) => droppedIds.has(hmacSecretId)),
    'the HMAC secret that was dropped',
  )
}
