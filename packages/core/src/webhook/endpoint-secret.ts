import { openSealed, SEAL_NONCE_BYTES, seal } from '../crypto/seal.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Instant } from '../ports/clock.ts'
import type { ProjectRecord } from '../ports/project-store.ts'
import type { RandomSource } from '../ports/random-source.ts'
import type { EndpointSecret, WebhookEndpoint } from '../ports/webhook-store.ts'
import { type MasterKeys, openDataKey } from '../project/project-secrets.ts'

interface Owner {
  readonly projectId: ProjectId
  readonly endpointId: string
}

const contextOf = ({ projectId, endpointId }: Owner): string => `project/${projectId}/webhook/${endpointId}`

type Keyed = Pick<ProjectRecord, 'id' | 'sealedDataKey'>

/** A new current secret at rest. Throws when no master key opens the project. */
export function sealEndpointSecret(
  bytes: Uint8Array,
  { project, endpointId, now }: { readonly project: Keyed; readonly endpointId: string; readonly now: Instant },
  { masterKeys, random }: { readonly masterKeys: MasterKeys; readonly random: RandomSource },
): EndpointSecret {
  const dataKey = requireDataKey(project, masterKeys)
  const sealed = seal(bytes, dataKey, contextOf({ projectId: project.id, endpointId }), random.bytes(SEAL_NONCE_BYTES))
  dataKey.fill(0)
  return { sealed, createdAt: now, expiresAt: undefined }
}

/** The secrets that sign now, the current one first. Throws when one does not open. */
export function openSigningSecrets(
  { projectId, id, secrets }: Pick<WebhookEndpoint, 'projectId' | 'id' | 'secrets'>,
  project: Keyed,
  masterKeys: MasterKeys,
  now: Instant,
): readonly Uint8Array[] {
  const dataKey = requireDataKey(project, masterKeys)
  const opened = signingAt(secrets, now).map(({ sealed }) =>
    openSealed(sealed, dataKey, contextOf({ projectId, endpointId: id })),
  )
  dataKey.fill(0)
  return opened.map((secret) => {
    if (secret === undefined) throw new Error('a webhook secret does not open')
    return secret
  })
}

/** Those that have not ended. */
export const signingAt = (secrets: readonly EndpointSecret[], now: Instant): readonly EndpointSecret[] =>
  secrets.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)

function requireDataKey({ id, sealedDataKey }: Keyed, masterKeys: MasterKeys): Uint8Array {
  const dataKey = openDataKey(id, sealedDataKey, masterKeys)
  if (dataKey === undefined) throw new Error('no master key opens the project')
  return dataKey
}
