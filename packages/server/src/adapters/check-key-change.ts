import type { ApiKey } from '@latchkey/core/key/api-key'
import type { KeyChange } from '@latchkey/core/ports/key-store'

/**
 * What every key store insists on before it writes a change. A use case that breaks one of these rules has a bug, so they
 * are plain errors and not refusals.
 */
export function checkKeyChange(current: ApiKey, change: KeyChange): void {
  const { update, remove, insert, audit } = change
  if (update !== undefined && remove === true) throw new Error('a key change cannot both update and remove the key')
  if (update !== undefined) checkSuccession(current, update)
  if (insert !== undefined) {
    if (insert.projectId !== current.projectId) throw new Error('a successor must stay in its project')
    if (insert.id === current.id) throw new Error('a successor needs an id of its own')
  }
  const writes = update !== undefined || remove === true || insert !== undefined
  if (writes && audit.length === 0) throw new Error('a key change needs an audit entry')
}

function checkSuccession(current: ApiKey, update: ApiKey): void {
  if (update.id !== current.id || update.projectId !== current.projectId || update.origin !== current.origin) {
    throw new Error('a key change must keep the id, the project and the origin of the key')
  }
  if (update.version !== current.version + 1) throw new Error('a key change must raise the version by one')
  if (update.createdAt !== current.createdAt) throw new Error('a key change must keep the creation instant')
}
