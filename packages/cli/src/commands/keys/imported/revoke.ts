import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { keyIdArgument } from '../../../key/key-options.ts'
import { revocationFrom, revocationOptions } from '../../../key/revocation-options.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'imported', 'revoke'],
  summary: 'Revoke an imported key',
  description: 'Final. The record stays for the audit.',
  arguments: [keyIdArgument],
  options: revocationOptions,
}

export async function run(call: CommandCall): Promise<ExitCode> {
  await (await call.client()).importedKeys.revoke(call.keyId(), revocationFrom(call.options))
  return call.done('API key revoked.')
}
