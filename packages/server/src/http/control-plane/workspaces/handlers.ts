import type { Clock } from '@latchkey/core/ports/clock'
import type { ProjectStore } from '@latchkey/core/ports/project-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import { makeProjectMetadataToWire, type ProjectAddresses } from '../../mapping/project.ts'
import type { ControlHandler } from '../../operation.ts'
import { makeCreateWorkspaceHandler } from './create-workspace.ts'
import { getWorkspace } from './get-workspace.ts'
import { makeListWorkspaceProjectsHandler } from './list-workspace-projects.ts'
import { makeListWorkspacesHandler } from './list-workspaces.ts'
import { makeUpdateWorkspaceHandler } from './update-workspace.ts'

export interface WorkspaceHandlerDependencies extends Pick<ProjectAddresses, 'hostOf'> {
  readonly projectStore: Pick<ProjectStore, 'listWorkspaces' | 'createWorkspace' | 'changeWorkspace' | 'listProjects'>
  readonly clock: Clock
  readonly random: RandomSource
}

/** Everything about workspaces themselves, by operation id. */
export const makeWorkspaceHandlers = (deps: WorkspaceHandlerDependencies) =>
  ({
    listWorkspaces: makeListWorkspacesHandler(deps),
    createWorkspace: makeCreateWorkspaceHandler(deps),
    getWorkspace,
    updateWorkspace: makeUpdateWorkspaceHandler(deps),
    listWorkspaceProjects: makeListWorkspaceProjectsHandler({ ...deps, projectMetadataToWire: makeProjectMetadataToWire(deps) }),
  }) satisfies Record<string, ControlHandler>
