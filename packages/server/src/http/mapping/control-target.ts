import type { ControlCaller, Place } from '@latchkey/core/access/control-caller'
import type { Call } from '@latchkey/core/key/call'
import type { ProjectRecord, StoredProject, WorkspaceRecord } from '@latchkey/core/ports/project-store'
import { callOf } from './operation-call.ts'

interface Asking {
  readonly caller: ControlCaller
  readonly clientIp: string | undefined
  readonly requestId: string
}

/** Who asks and from where, as an audit entry wants to know it. */
export const controlCallOf = ({ caller, clientIp, requestId }: Asking): Call =>
  callOf({ caller: caller.audit, clientIp, requestId })

interface Naming {
  readonly target: { readonly workspace: WorkspaceRecord | undefined; readonly stored: StoredProject | undefined }
}

/** The workspace that the path names, or that of the project it names. */
export function workspaceOf({ target }: Naming): WorkspaceRecord {
  if (target.workspace === undefined) throw new TypeError('the route names neither a workspace nor a project')
  return target.workspace
}

export function projectOf({ target }: Naming): ProjectRecord {
  if (target.stored === undefined) throw new TypeError('the route names no project')
  return target.stored.project
}

/** The innermost place that the path names. */
export const placeOf = (naming: Naming): Place => ({
  workspaceId: workspaceOf(naming).id,
  projectId: naming.target.stored?.project.id,
})
