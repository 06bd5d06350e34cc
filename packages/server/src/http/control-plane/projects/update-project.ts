import type { JsonPatchDocument, SetProjectBody, SuccessfulProjectUpdate } from '@latchkey/contract/messages/projects'
import { requireControl } from '@latchkey/core/access/control-caller'
import { requireProof } from '@latchkey/core/access/require-proof'
import { invalidField } from '@latchkey/core/errors/domain-error'
import { makeUpdateProject, type ProjectUpdate } from '@latchkey/core/project/update-project'
import { controlCallOf } from '../../mapping/control-target.ts'
import { projectToWire } from '../../mapping/project.ts'
import { patchFromWire, replacementFromWire } from '../../mapping/project-edits.ts'
import { warningsToWire } from '../../mapping/project-warnings.ts'
import type { ControlCall, ControlHandler, OperationReply } from '../../operation.ts'
import type { ProjectHandlerDependencies } from './dependencies.ts'
import { targetProject } from './target-project.ts'

/** RFC 9562 §4. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function makeProjectUpdateHandlers(deps: ProjectHandlerDependencies) {
  const updateProject = makeUpdateProject(deps)
  const update = async (call: ControlCall, wanted: Omit<ProjectUpdate, 'requireSecretsRight'>): Promise<OperationReply> => {
    const { project } = targetProject(call)
    const requireSecretsRight = (): void => {
      requireControl(call.caller, { workspaceId: project.workspaceId, projectId: project.id }, 'secrets:rotate')
      requireProof(call.caller, deps.clock.now())
    }
    const { stored, warnings } = await updateProject(controlCallOf(call), project.id, { ...wanted, requireSecretsRight })
    const body: SuccessfulProjectUpdate = { project: projectToWire(stored, deps), warnings: warningsToWire(warnings) }
    return { status: 200, body }
  }
  const editOf = ({ body }: ControlCall) => patchFromWire(body as JsonPatchDocument, deps)
  return {
    setProject: (call) => update(call, { edit: replacementFromWire(call.body as SetProjectBody) }),
    patchProject: (call) => update(call, { edit: editOf(call) }),
    patchProjectWithRevision: async (call) => {
      const expectedRevisionId = call.params['revision_id'] ?? ''
      if (!UUID.test(expectedRevisionId)) throw invalidField('revision_id', 'must be a UUID')
      return update(call, { edit: editOf(call), expectedRevisionId })
    },
  } satisfies Record<string, ControlHandler>
}
