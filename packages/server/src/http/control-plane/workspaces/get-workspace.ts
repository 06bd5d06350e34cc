import { workspaceOf } from '../../mapping/control-target.ts'
import { workspaceToWire } from '../../mapping/workspace.ts'
import type { ControlHandler } from '../../operation.ts'

/** The workspace was found on the way here. */
export const getWorkspace: ControlHandler = async (call) => ({ status: 200, body: workspaceToWire(workspaceOf(call)) })
