import type { ProjectApiKey, WorkspaceApiKey } from '@latchkey/sdk'
import type { Result } from '../output/printer.ts'
import type { FieldList, Table } from '../output/table.ts'

type WireAccessKey = ProjectApiKey | WorkspaceApiKey

/** Keys for our own API as rows, without the keys themselves. */
export const wireAccessKeyTable = (accessKeys: readonly WireAccessKey[]): Table => ({
  columns: ['Id', 'Name', 'Ends with', 'Permissions', 'Expires'],
  rows: accessKeys.map((accessKey) => [
    accessKey.id,
    accessKey.name,
    `…${accessKey.last_characters ?? ''}`,
    permissionsOf(accessKey).join(','),
    accessKey.expires_at ?? 'never',
  ]),
})

/** A key that was just made, with its secret. */
export function newAccessKeyResult(accessKey: WireAccessKey): Result {
  const secret = accessKey.value ?? ''
  const permissions = permissionsOf(accessKey)
  const fields: FieldList = [
    ['API key', secret],
    ['Id', accessKey.id],
    ['Name', accessKey.name],
    ...(permissions.length === 0 ? [] : ([['Permissions', permissions.join(', ')]] as const)),
  ]
  return { data: accessKey, human: fields, quiet: [secret], isShownOnce: true }
}

const permissionsOf = (accessKey: WireAccessKey): readonly string[] =>
  'permissions' in accessKey ? (accessKey.permissions ?? []) : []
