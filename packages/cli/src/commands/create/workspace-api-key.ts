import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { newAccessKeyResult } from '../../control/access-key-view.ts'
import { EITHER_SIDE, workspaceOption } from '../../control/options.ts'
import { atApiOrStore, workspaceMeant, workspaceOfStore } from '../../control/place.ts'
import type { ExitCode } from '../../exit-code.ts'
import { createdKeyResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['create', 'workspace-api-key'],
  summary: 'Create an API key for a workspace, which opens the control plane for it',
  description: `The key is shown this once.\n${EITHER_SIDE}`,
  arguments: [{ name: 'name', summary: 'What people call the key' }],
  options: [workspaceOption, { flags: '--ttl <duration>', summary: 'How long it lives, such as 90d; default: for ever' }],
  examples: ['latchkey create workspace-api-key terraform --ttl 90d'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { readEnd } = await import('../../launchers/with-administration.ts')
  const name = call.word(0, 'name')
  const expiresAt = await readEnd(call.options.text('ttl'), call.terminal.now())
  const result = await atApiOrStore(call, {
    api: async (controlPlane) => {
      const workspace = await workspaceMeant(call, controlPlane)
      const wanted = { name, ...(expiresAt === undefined ? {} : { expires_at: new Date(expiresAt).toISOString() }) }
      return newAccessKeyResult(await controlPlane.accessKeys.createForWorkspace(workspace, wanted))
    },
    store: async (administration) => {
      const workspace = await workspaceOfStore(call, administration)
      const { accessKey, credential } = await administration.createWorkspaceApiKey({ workspace, name, expiresAt })
      return createdKeyResult(accessKey, credential.reveal())
    },
  })
  await call.printer.say('The API key is shown this once; store it now.')
  return call.finish(result)
}
