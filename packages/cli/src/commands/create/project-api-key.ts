import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { newAccessKeyResult } from '../../control/access-key-view.ts'
import { EITHER_SIDE } from '../../control/options.ts'
import { atApiOrStore, projectMeant, projectOfStore } from '../../control/place.ts'
import type { ExitCode } from '../../exit-code.ts'
import { createdKeyResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['create', 'project-api-key'],
  summary: 'Create an API key for a project',
  description: `The key is shown this once. Name the project with --project; default: the project called default.\n${EITHER_SIDE}`,
  arguments: [{ name: 'name', summary: 'What people call the key' }],
  options: [
    {
      flags: '--permissions <list>',
      default: 'full',
      summary: 'full, read, verify (all a gateway needs), or single ones such as keys:issue, separated by commas',
    },
    { flags: '--ttl <duration>', summary: 'How long it lives, such as 90d; default: for ever' },
  ],
  examples: ['latchkey create project-api-key gateway --project web-shop --permissions verify'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { readProjectApiKey } = await import('../../launchers/with-administration.ts')
  const written = {
    project: projectOfStore(call),
    name: call.word(0, 'name'),
    permissions: call.options.list('permissions') ?? [],
    ttl: call.options.text('ttl'),
  }
  const result = await atApiOrStore(call, {
    api: async (controlPlane) => {
      const { name, permissions, expiresAt } = await readProjectApiKey(written, call.terminal.now())
      const end = expiresAt === undefined ? {} : { expires_at: new Date(expiresAt).toISOString() }
      const wanted = { name, permissions: [...permissions], ...end }
      return newAccessKeyResult(await controlPlane.accessKeys.createForProject(projectMeant(call), wanted))
    },
    store: async (administration) => {
      const wanted = await readProjectApiKey(written, call.terminal.now())
      const { accessKey, credential } = await administration.createProjectApiKey(wanted)
      return createdKeyResult(accessKey, credential.reveal())
    },
  })
  await call.printer.say('The API key is shown this once; store it now.')
  return call.finish(result)
}
