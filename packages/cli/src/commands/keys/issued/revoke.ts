import type { CommandDefinition } from '../../../command.ts'
import type { CommandCall } from '../../../command-call.ts'
import type { ExitCode } from '../../../exit-code.ts'
import { keyIdArgument } from '../../../key/key-options.ts'
import { revocationFrom, revocationOptions } from '../../../key/revocation-options.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'issued', 'revoke'],
  summary: 'Revoke an issued key',
  description: 'Final. The record stays for the audit.',
  arguments: [keyIdArgument],
  options: revocationOptions,
}

export async function run(call: CommandCall): Promise<ExitCode> {
  await (await call.client()).issuedKeys.revoke(call.keyId(), revocationFrom(call.options))
  return call.done('API key revoked.')
}
