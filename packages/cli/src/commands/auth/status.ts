import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { environmentVariables } from '../../connection.ts'
import { type ExitCode, exitCodes } from '../../exit-code.ts'
import { requireLoginFile } from '../../login/stored-login.ts'

export const definition: CommandDefinition = {
  path: ['auth', 'status'],
  summary: 'Show what is stored for later calls, without the keys',
  description: 'Asks nobody. Ends with 1 when nothing is stored.',
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const file = requireLoginFile(call.terminal)
  const login = call.storedLogin
  const overriding = environmentVariables(call.terminal)
  if (overriding.length > 0) await call.printer.say(`Set in the environment, and therefore first: ${overriding.join(', ')}`)
  if (login === undefined) {
    await call.printer.fail(`nothing is stored in ${file}; \`latchkey auth\` does`)
    return exitCodes.refused
  }
  const workspaceKey = login.workspaceApiKey === undefined ? null : ending(login.workspaceApiKey)
  const projectKeys = login.projectApiKeys.map(({ id, slug, value }) => ({ id, slug, last_characters: ending(value) }))
  return call.finish({
    data: {
      endpoint: login.endpoint,
      workspace_api_key: workspaceKey === null ? null : { last_characters: workspaceKey },
      project: login.project ?? null,
      project_api_keys: projectKeys,
      file,
    },
    human: [
      ['Endpoint', login.endpoint],
      ['Workspace API key', workspaceKey === null ? 'none' : `…${workspaceKey}`],
      ['Project in use', login.project?.slug ?? 'none'],
      ...projectKeys.map((key) => [`API key of ${key.slug}`, `…${key.last_characters}`] as const),
      ['File', file],
    ],
    quiet: [login.endpoint],
  })
}

/** As the lists of API keys show them. */
const ending = (apiKey: string): string => apiKey.slice(-4)
