import type { ControlPlane } from '@latchkey/sdk'
import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE } from '../../control/options.ts'
import { atApiOrStore } from '../../control/place.ts'
import { wireWorkspaceTable } from '../../control/workspace-view.ts'
import type { ExitCode } from '../../exit-code.ts'
import type { Result } from '../../output/printer.ts'
import { workspaceData, workspaceTable } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['list', 'workspaces'],
  summary: 'List the workspaces',
  description: EITHER_SIDE,
  options: [
    { flags: '--page-size <count>', summary: 'Workspaces per page, at most 1000; default 250' },
    { flags: '--page-token <token>', summary: 'Continue after the page that ended with this token' },
    { flags: '--all', summary: 'All pages at once' },
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const result = await atApiOrStore(call, {
    api: (controlPlane) => listOverApi(call, controlPlane),
    store: async (administration) => {
      const found = await administration.listWorkspaces()
      return { data: found.map(workspaceData), human: workspaceTable(found), quiet: found.map(({ id }) => id) }
    },
  })
  return call.finish(result)
}

async function listOverApi(call: CommandCall, { workspaces }: ControlPlane): Promise<Result> {
  const query = { page_size: call.options.integer('pageSize'), page_token: call.options.text('pageToken') }
  if (call.options.flag('all')) {
    const found = await Array.fromAsync(workspaces.list(query))
    return { data: found, human: wireWorkspaceTable(found), quiet: found.map(({ id }) => id) }
  }
  const page = await workspaces.listPage(query)
  if (page.next_page_token !== '') await call.printer.say(`There are more: --page-token ${page.next_page_token}, or --all`)
  return { data: page, human: wireWorkspaceTable(page.workspaces), quiet: page.workspaces.map(({ id }) => id) }
}
