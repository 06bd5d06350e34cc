import { isDeepStrictEqual } from 'node:util'
import type { ProjectChange, StoredProject } from '@latchkey/core/ports/project-store'

/** What every project store insists on before it writes a change; breaking a rule is a bug of the use case. */
export function checkProjectChange(current: StoredProject, change: ProjectChange): void {
  const { project: before } = current
  const { project: after } = change
  if (after.id !== before.id) throw new Error('a project change must keep the id')
  const raised = after.revision === before.revision + 1
  const untouched = after.revision === before.revision && isDeepStrictEqual(after.config, before.config)
  if (!raised && !untouched) throw new Error('a change of the configuration must raise the revision by one')
  if (change.secrets.some((secret) => secret.projectId !== after.id)) throw new Error('a secret must stay in its project')
}
