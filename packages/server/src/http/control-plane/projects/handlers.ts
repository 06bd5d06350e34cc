import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Clock } from '@latchkey/core/ports/clock'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { GeneratedSecrets } from '@latchkey/core/project/create-project'
import type { WorkspacePlan } from '@latchkey/core/project/create-project-for-caller'
import type { MasterKeys } from '@latchkey/core/project/project-secrets'
import type { ProjectAddresses } from '../../mapping/project.ts'
import type { ControlHandler } from '../../operation.ts'
import { makeProjectStateHandlers } from './change-state.ts'
import { makeCreateProjectHandler } from './create-project.ts'
import { makeProjectSecretHandlers } from './project-secrets.ts'
import { makeProjectReadHandlers } from './read-projects.ts'
import { makeProjectUpdateHandlers } from './update-project.ts'

export interface ProjectHandlerDependencies extends ProjectAddresses {
  readonly store: Pick<
    ProjectStore,
    | 'findProject'
    | 'findWorkspace'
    | 'listProjects'
    | 'listWorkspaces'
    | 'createProject'
    | 'changeProject'
    | 'listRevisions'
    | 'countLiveKeys'
  >
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
  readonly masterKeys: MasterKeys
  readonly generateSecrets: () => GeneratedSecrets
  readonly planNamed: (name: string) => WorkspacePlan
  /**
   * Settings of the project that the server's configuration fixes, as dotted paths; `secrets.hmac.current` and
   * `credentials.derived_tokens.jwt.signing_keys.urls` stand for its secrets.
   */
  readonly managedPaths: (projectId: ProjectId) => Awaitable<readonly string[]>
}

/** Everything about projects but their people and credentials, by operation id. */
export const makeProjectHandlers = (deps: ProjectHandlerDependencies) =>
  ({
    ...makeProjectReadHandlers(deps),
    createProject: makeCreateProjectHandler(deps),
    ...makeProjectUpdateHandlers(deps),
    ...makeProjectStateHandlers(deps),
    ...makeProjectSecretHandlers(deps),
  }) satisfies Record<string, ControlHandler>
