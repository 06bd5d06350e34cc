import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { accessKeyData } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['create', 'project-api-key'],
  summary: 'Create an API key for a project in the store of the server on this machine',
  description: 'The key is shown this once. Name the project with --project; default: the project called default.',
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
  const { readProjectApiKey, withAdministration } = await import('../../launchers/with-administration.ts')
  const written = {
    project: call.options.text('project') ?? 'default',
    name: call.word(0, 'name'),
    permissions: call.options.list('permissions') ?? [],
    ttl: call.options.text('ttl'),
  }
  const { accessKey, credential } = await withAdministration(call, async (administration) =>
    administration.createProjectApiKey(await readProjectApiKey(written, call.terminal.now())),
  )
  await call.printer.say('The API key is shown this once; store it now.')
  const secret = credential.reveal()
  return call.finish({
    data: { ...accessKeyData(accessKey), value: secret },
    human: [
      ['API key', secret],
      ['Id', accessKey.id],
      ['Name', accessKey.name],
      ['Permissions', accessKey.permissions.join(', ')],
    ],
    quiet: [secret],
    isShownOnce: true,
  })
}
