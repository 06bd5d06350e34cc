import type { StoredProject } from '@latchkey/core/ports/project-store'
import {
  makeDeleteProject,
  makeEnableApiKeys,
  makeResumeProject,
  makeSuspendProject,
  type ProjectAction,
} from '@latchkey/core/project/project-state'
import { controlCallOf } from '../../mapping/control-target.ts'
import { projectToWire } from '../../mapping/project.ts'
import type { ControlHandler } from '../../operation.ts'
import type { ProjectHandlerDependencies } from './dependencies.ts'
import { targetProject } from './target-project.ts'

export function makeProjectStateHandlers(deps: ProjectHandlerDependencies) {
  const deleteProject = makeDeleteProject(deps)
  const handlerOf =
    (act: ProjectAction<StoredProject>): ControlHandler =>
    async (call) => {
      const stored = await act(controlCallOf(call), targetProject(call).project.id)
      return { status: 200, body: projectToWire(stored, deps) }
    }
  return {
    enableProjectApiKeys: handlerOf(makeEnableApiKeys(deps)),
    suspendProject: handlerOf(makeSuspendProject(deps)),
    resumeProject: handlerOf(makeResumeProject(deps)),
    purgeProject: async (call) => {
      await deleteProject(controlCallOf(call), targetProject(call).project.id)
      return { status: 204 }
    },
  } satisfies Record<string, ControlHandler>
}
