import type {
  ProjectSecret,
  RotateProjectSecretBody,
  ProjectRevision as WireRevision,
} from '@latchkey/contract/messages/project-secrets'
import { invalidField } from '@latchkey/core/errors/domain-error'
import { formatInstant } from '@latchkey/core/key/instant-text'
import { parseInstant } from '@latchkey/core/key/list-filter-instant'
import type { Instant } from '@latchkey/core/ports/clock'
import type { ProjectRecord, ProjectRevision, SecretPurpose } from '@latchkey/core/ports/project-store'
import type { ListedSecret } from '@latchkey/core/project/list-secrets'
import { revisionIdOf } from '@latchkey/core/project/revision-id'
import type { RotationRequest } from '@latchkey/core/project/rotate-project-secret'
import { instantToWire } from './api-key.ts'

export const secretToWire = ({ secret, kid, fingerprint, liveKeys }: ListedSecret): ProjectSecret => ({
  id: secret.id,
  purpose: secret.purpose,
  state: secret.state,
  ...(kid === undefined ? {} : { kid }),
  fingerprint,
  created_time: formatInstant(secret.createdAt),
  expires_at: instantToWire(secret.expiresAt),
  ...(liveKeys === undefined ? {} : { live_keys: liveKeys }),
})

export const rotationFromWire = (purpose: SecretPurpose, body: RotateProjectSecretBody): RotationRequest => ({
  purpose,
  mode: body.mode,
  expiresAt: endFromWire(body.expires_at),
})

function endFromWire(text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined
  const instant = parseInstant(text)
  if (instant === undefined) throw invalidField('expires_at', 'must be an RFC 3339 time')
  return instant
}

export const revisionToWire = (
  { id }: Pick<ProjectRecord, 'id'>,
  { revision, config, author, createdAt }: ProjectRevision,
): WireRevision => ({
  revision_id: revisionIdOf({ id, revision }),
  revision,
  created_at: formatInstant(createdAt),
  author: { kind: author.kind, id: author.id, name: author.name },
  config,
})
