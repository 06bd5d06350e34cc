import type { CreateProjectBody } from '@latchkey/contract/messages/projects'
import { makeCreateProject } from '@latchkey/core/project/create-project-for-caller'
import { controlCallOf } from '../../mapping/control-target.ts'
import { projectLocation, projectToWire } from '../../mapping/project.ts'
import { newProjectFromWire } from '../../mapping/project-edits.ts'
import type { ControlHandler } from '../../operation.ts'
import type { ProjectHandlerDependencies } from './dependencies.ts'

export function makeCreateProjectHandler(deps: ProjectHandlerDependencies): ControlHandler {
  const createProject = makeCreateProject({ ...deps, masterKey: deps.masterKeys.current })
  return async (call) => {
    const wanted = newProjectFromWire(call.body as CreateProjectBody)
    const stored = await createProject(call.caller, controlCallOf(call), wanted)
    return { status: 201, body: projectToWire(stored, deps), headers: projectLocation(stored.project) }
  }
}
