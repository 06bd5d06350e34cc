import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { workspaceArgument } from '../../control/options.ts'
import { atApi, atStore, workspaceMeant, workspaceOfStore } from '../../control/place.ts'
import { wireWorkspaceResult } from '../../control/workspace-view.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'
import { workspaceResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['update', 'workspace'],
  summary: 'Rename a workspace, or choose its plan',
  description: 'The name is changed over the API. The plan is the operator’s: in the store of the server on this machine.',
  arguments: [workspaceArgument],
  options: [
    { flags: '--name <name>', summary: 'What people call the workspace' },
    { flags: '--plan <name>', summary: 'A plan of the server’s configuration; an empty one is the default plan' },
  ],
  examples: ['latchkey update workspace "$WORKSPACE_ID" --plan pro --config latchkey.yaml'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const [name, plan] = [call.options.text('name'), call.options.text('plan')]
  const [typed] = call.words
  if (name !== undefined && plan !== undefined) throw new UsageError('--plan: cannot be combined with --name')
  if (plan !== undefined) {
    const workspace = await atStore(call, async (administration) =>
      administration.setWorkspacePlan(await workspaceOfStore(call, administration, typed), plan),
    )
    await call.printer.say(`The plan is ${plan === '' ? 'the default one' : plan}.`)
    return call.finish(workspaceResult(workspace))
  }
  if (name === undefined) throw new UsageError('Nothing to change: give --name or --plan')
  const controlPlane = await atApi(call)
  const workspace = await controlPlane.workspaces.update(await workspaceMeant(call, controlPlane, typed), { name })
  await call.printer.say('Workspace updated.')
  return call.finish(wireWorkspaceResult(workspace))
}
