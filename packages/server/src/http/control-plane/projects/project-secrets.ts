import type {
  ListProjectSecretsResponse,
  RotateProjectSecretBody,
  RotateProjectSecretResponse,
} from '@latchkey/contract/messages/project-secrets'
import type { SecretPurpose } from '@latchkey/core/ports/project-store'
import { makeListSecrets } from '@latchkey/core/project/list-secrets'
import { makeRemoveRetiredSecret } from '@latchkey/core/project/remove-retired-secret'
import { makeRotateProjectSecret } from '@latchkey/core/project/rotate-project-secret'
import { controlCallOf } from '../../mapping/control-target.ts'
import { rotationFromWire, secretToWire } from '../../mapping/project-secrets.ts'
import { warningsToWire } from '../../mapping/project-warnings.ts'
import type { ControlHandler } from '../../operation.ts'
import type { ProjectHandlerDependencies } from './dependencies.ts'
import { targetProject } from './target-project.ts'

export function makeProjectSecretHandlers(deps: ProjectHandlerDependencies) {
  const listSecrets = makeListSecrets(deps)
  const removeRetiredSecret = makeRemoveRetiredSecret(deps)
  const rotateSecret = makeRotateProjectSecret(deps)
  const rotationOf =
    (purpose: SecretPurpose): ControlHandler =>
    async (call) => {
      const request = rotationFromWire(purpose, call.body as RotateProjectSecretBody)
      const { project } = targetProject(call)
      const { stored, warnings } = await rotateSecret(controlCallOf(call), project.id, request)
      const secrets = await listSecrets(stored)
      const body: RotateProjectSecretResponse = { secrets: secrets.map(secretToWire), warnings: warningsToWire(warnings) }
      return { status: 200, body }
    }
  return {
    rotateProjectHmacSecret: rotationOf('hmac'),
    rotateProjectSigningKey: rotationOf('signing'),
    listProjectSecrets: async (call) => {
      const secrets = await listSecrets(targetProject(call))
      const body: ListProjectSecretsResponse = { secrets: secrets.map(secretToWire) }
      return { status: 200, body }
    },
    deleteProjectSecret: async (call) => {
      const secretId = call.params['secret_id'] ?? ''
      await removeRetiredSecret(controlCallOf(call), targetProject(call).project.id, secretId)
      return { status: 204 }
    },
  } satisfies Record<string, ControlHandler>
}
