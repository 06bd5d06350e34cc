import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import {
  actorOption,
  attributeOptions,
  attributesFrom,
  ttlOption,
  visibilityFrom,
  visibilityOption,
} from '../../../key/key-options.ts'
import { keyFields } from '../../../key/key-view.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'issued', 'issue'],
  summary: 'Issue a new API key',
  description: 'The secret is shown this once. With --quiet it is all that is printed.',
  arguments: [{ name: 'name', summary: 'What people call the key' }],
  options: [actorOption, ttlOption, visibilityOption, ...attributeOptions],
  examples: [
    'latchkey keys issue "CI pipeline" --actor ci --scopes "orders:read,orders:write" --ttl 90d',
    'latchkey keys issue web --actor shop --visibility public --format json',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const visibility = visibilityFrom(options)
  const ttl = options.text('ttl')
  const actor = options.text('actor')
  const request = {
    name: call.word(0, 'name'),
    ...(actor === undefined ? {} : { actor_id: actor }),
    ...(ttl === undefined ? {} : { ttl }),
    ...(visibility === undefined ? {} : { visibility }),
    ...attributesFrom(options),
  }
  const response = await (await call.client()).issuedKeys.issue(request)
  await call.printer.say('The secret is shown this once; store it now.')
  return call.finish({
    data: response,
    human: [['Secret', response.secret], ...keyFields(response.issued_api_key)],
    quiet: [response.secret],
    isShownOnce: true,
  })
}
