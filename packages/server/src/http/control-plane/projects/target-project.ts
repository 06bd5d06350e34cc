import type { StoredProject } from '@latchkey/core/ports/project-store'
import type { ControlCall } from '../../operation.ts'

/** The project that the path names, as it was when the caller was let through. */
export function targetProject({ target }: Pick<ControlCall, 'target'>): StoredProject {
  if (target.stored === undefined) throw new TypeError('the route names no project')
  return target.stored
}
