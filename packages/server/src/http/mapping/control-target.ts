import type { Place } from '@latchkey/core/access/control-caller'
import type { Call } from '@latchkey/core/key/call'
import type { ProjectRecord, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import type { ControlCall } from '../operation.ts'
import { callOf } from './operation-call.ts'

/** Who asks and from where, as an audit entry wants to know it. */
export const controlCallOf = ({ caller, clientIp, requestId }: ControlCall): Call =>
  callOf({ caller: caller.audit, clientIp, requestId })

/** The workspace that the path names, or that of the project it names. */
export function workspaceOf({ target }: ControlCall): WorkspaceRecord {
  if (target.workspace === undefined) throw new TypeError('the route names neither a workspace nor a project')
  return target.workspace
}

export function projectOf({ target }: ControlCall): ProjectRecord {
  if (target.stored === undefined) throw new TypeError('the route names no project')
  return target.stored.project
}

/** The innermost place that the path names. */
export const placeOf = (call: ControlCall): Place => ({
  workspaceId: workspaceOf(call).id,
  projectId: call.target.stored?.project.id,
})
