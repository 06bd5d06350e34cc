import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { keyIdArgument } from '../../../key/key-options.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'imported', 'delete'],
  summary: 'Delete an imported key and its record',
  description: 'Unlike revoke this leaves no record of the key behind.',
  arguments: [keyIdArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  await (await call.client()).importedKeys.delete(call.keyId())
  return call.done('API key deleted.')
}
