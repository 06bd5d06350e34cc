import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { wireAccessKeyTable } from '../../control/access-key-view.ts'
import { EITHER_SIDE } from '../../control/options.ts'
import { atApiOrStore, projectMeant, projectOfStore } from '../../control/place.ts'
import type { ExitCode } from '../../exit-code.ts'
import type { Result } from '../../output/printer.ts'
import { accessKeyData, accessKeyTable } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['list', 'project-api-keys'],
  summary: 'List the API keys of a project',
  description: `Name the project with --project; default: the project called default.\n${EITHER_SIDE}`,
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const result = await atApiOrStore<Result>(call, {
    api: async ({ accessKeys }) => {
      const found = await accessKeys.listOfProject(projectMeant(call))
      return { data: found, human: wireAccessKeyTable(found), quiet: found.map(({ id }) => id) }
    },
    store: async (administration) => {
      const found = await administration.listProjectApiKeys(projectOfStore(call))
      return { data: found.map(accessKeyData), human: accessKeyTable(found), quiet: found.map(({ id }) => id) }
    },
  })
  return call.finish(result)
}
