import type { ControlHandler } from '../../operation.ts'
import { makeProjectStateHandlers } from './change-state.ts'
import { makeCreateProjectHandler } from './create-project.ts'
import type { ProjectHandlerDependencies } from './dependencies.ts'
import { makeProjectSecretHandlers } from './project-secrets.ts'
import { makeProjectReadHandlers } from './read-projects.ts'
import { makeProjectUpdateHandlers } from './update-project.ts'

export type { ProjectHandlerDependencies } from './dependencies.ts'

/** Everything about projects but their people and credentials, by operation id. */
export const makeProjectHandlers = (deps: ProjectHandlerDependencies) =>
  ({
    ...makeProjectReadHandlers(deps),
    createProject: makeCreateProjectHandler(deps),
    ...makeProjectUpdateHandlers(deps),
    ...makeProjectStateHandlers(deps),
    ...makeProjectSecretHandlers(deps),
  }) satisfies Record<string, ControlHandler>
