import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { keyIdArgument } from '../../../key/key-options.ts'
import { keyFields } from '../../../key/key-view.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'imported', 'resume'],
  summary: 'Make a suspended, imported key good again',
  arguments: [keyIdArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const apiKey = await (await call.client()).importedKeys.resume(call.keyId())
  await call.printer.say('API key resumed.')
  return call.finish({ data: apiKey, human: keyFields(apiKey), quiet: [apiKey.key_id] })
}
