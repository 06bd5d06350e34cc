import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE } from '../../control/options.ts'
import { atApiOrStore, atStore } from '../../control/place.ts'
import { wireWorkspaceResult } from '../../control/workspace-view.ts'
import type { ExitCode } from '../../exit-code.ts'
import { workspaceResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['create', 'workspace'],
  summary: 'Create a workspace',
  description: `${EITHER_SIDE}\nA workspace API key may not create workspaces; with --plan it is always the store.`,
  arguments: [{ name: 'name', summary: 'What people call the workspace' }],
  options: [{ flags: '--plan <name>', summary: 'A plan of the server’s configuration; only in the store' }],
  examples: ['latchkey create workspace Payments --config latchkey.yaml'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const name = call.word(0, 'name')
  const plan = call.options.text('plan')
  if (plan !== undefined) {
    return call.finish(await atStore(call, async (store) => workspaceResult(await store.createWorkspace({ name, plan }))))
  }
  const result = await atApiOrStore(call, {
    api: async (controlPlane) => wireWorkspaceResult(await controlPlane.workspaces.create({ name })),
    store: async (administration) => workspaceResult(await administration.createWorkspace({ name })),
  })
  return call.finish(result)
}
