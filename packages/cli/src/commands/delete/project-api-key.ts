import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE } from '../../control/options.ts'
import { atApiOrStore, projectMeant, projectOfStore } from '../../control/place.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['delete', 'project-api-key'],
  summary: 'Delete an API key of a project; running servers refuse it at once',
  description: `Name the project with --project; default: the project called default.\n${EITHER_SIDE}`,
  arguments: [{ name: 'id', summary: 'Id of the API key, as the list shows it' }],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const id = call.notCredential(0, 'id')
  const name = await atApiOrStore(call, {
    api: async ({ accessKeys }) => {
      await accessKeys.deleteOfProject(projectMeant(call), id)
      return id
    },
    store: async (administration) => (await administration.deleteProjectApiKey(projectOfStore(call), id)).name,
  })
  return call.done(`API key ${name} deleted.`)
}
