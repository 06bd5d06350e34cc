import { DomainError } from '../errors/domain-error.ts'
import type { ProjectId } from '../key/api-key.ts'
import type { Call } from '../key/call.ts'
import { type ChangeProjectDependencies, changeProject } from './change-project.ts'

/**
 * Drops a retired secret at once: what it signed stops verifying. Throws `not_found` for a secret that the project does not
 * have, and `failed_precondition` for one in use.
 */
export const makeRemoveRetiredSecret =
  (deps: ChangeProjectDependencies) =>
  async (call: Call, id: ProjectId, secretId: string): Promise<void> => {
    await changeProject(deps, call, id, {
      event: 'project.secret_removed',
      decide: ({ secrets }) => {
        const found = secrets.find((secret) => secret.id === secretId)
        if (found === undefined) throw new DomainError('not_found', { reason: 'secret not found' })
        if (found.state === 'current')
          throw new DomainError('failed_precondition', { reason: 'the secret is in use; rotate it first' })
        return { secrets: secrets.filter((secret) => secret !== found) }
      },
    })
  }
