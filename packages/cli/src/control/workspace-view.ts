import type { Workspace } from '@latchkey/sdk'
import type { Result } from '../output/printer.ts'
import type { Table } from '../output/table.ts'

/** A workspace as the API shows it. */
export const wireWorkspaceResult = (workspace: Workspace): Result => ({
  data: workspace,
  human: [
    ['Id', workspace.id],
    ['Name', workspace.name],
    ['Plan', workspace.subscription_plan ?? 'default'],
    ['Created', workspace.created_at],
  ],
  quiet: [workspace.id],
})

export const wireWorkspaceTable = (workspaces: readonly Workspace[]): Table => ({
  columns: ['Id', 'Name', 'Plan'],
  rows: workspaces.map(({ id, name, subscription_plan: plan }) => [id, name, plan ?? 'default']),
})
