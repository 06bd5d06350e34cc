import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { newSecretResult, webhookOptions } from '../../control/webhook-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['webhooks', 'create'],
  summary: 'Tell an address what happens in a project',
  description: 'The signing secret is shown this once. Name the project with --project.',
  arguments: [
    { name: 'url', summary: 'Where messages are sent; reachable from the public internet unless the server allows others' },
  ],
  options: webhookOptions,
  examples: [
    'latchkey webhooks create https://hooks.example.com/latchkey --project web-shop --events api_key.revoked,api_key.expiring_soon',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const project = requireProject(call)
  const url = call.word(0, 'url')
  const description = call.options.text('description')
  const wanted = {
    url,
    event_types: [...(call.options.list('events') ?? [])],
    ...(description === undefined ? {} : { description }),
  }
  const webhook = await (await atApi(call)).webhooks.create(project, wanted)
  await call.printer.say('The signing secret is shown this once; give it to the receiver now.')
  return call.finish(newSecretResult(webhook))
}
