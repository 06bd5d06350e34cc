import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { controlRoutes } from '@latchkey/contract/routes'
import { permissionsPage } from './generate-permissions.ts'
import { controlPermissions, mayControl } from './src/access/roles.ts'

const page = permissionsPage()
const rowOf = (operationId: string): readonly string[] => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${operationId}\` |`))
  assert.ok(row !== undefined, operationId)
  return row.split('|').map((cell) => cell.trim())
}

describe('the page of permissions', () => {
  it('is what the tables say; otherwise run `npm run generate`', () => {
    assert.equal(readFileSync(new URL('../../docs/reference/permissions.md', import.meta.url), 'utf8'), page)
  })

  it('has every control-plane operation with who may do it', () => {
    for (const { operationId, controlPermission } of controlRoutes) {
      const cells = rowOf(operationId)
      if (controlPermission === undefined) continue
      assert.equal(cells[3], `\`${controlPermission}\``)
      const standings = ['owner', 'developer', 'viewer', 'workspace_key'] as const
      assert.deepEqual(
        cells.slice(4, 8),
        standings.map((standing) => (mayControl(standing, controlPermission) ? 'yes' : '')),
      )
    }
  })

  it('lets no viewer and no workspace key do what would outlive them', () => {
    assert.deepEqual(rowOf('createInvitation').slice(4, 9), ['yes', '', '', '', 'yes'])
    assert.deepEqual(rowOf('updateWorkspaceMember').slice(4, 9), ['yes', '', '', '', 'yes'])
    assert.deepEqual(rowOf('adminIssueApiKey').slice(4, 7), ['yes', 'yes', ''])
  })
})

describe('every permission of the control plane', () => {
  it('is asked for by an operation', () => {
    const asked: readonly (string | undefined)[] = controlRoutes.map(({ controlPermission }) => controlPermission)
    // It is asked for where a body names the workspace.
    const askedByOperations = ['projects:create']
    for (const permission of controlPermissions) {
      assert.ok(asked.includes(permission) || askedByOperations.includes(permission), permission)
    }
  })
})
