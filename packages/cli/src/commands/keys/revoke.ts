import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { keyIdArgument } from '../../key/key-options.ts'
import { revocationFrom, revocationOptions } from '../../key/revocation-options.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'revoke'],
  summary: 'Revoke a key of either kind',
  description: 'Final. The record stays for the audit.',
  arguments: [keyIdArgument],
  options: revocationOptions,
  examples: ['latchkey keys revoke 792b3c9e-6f0c-4f0e-9a53-0d8d1b3f2a11 --reason key_compromise'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  await (await call.client()).keys.revoke(call.keyId(), revocationFrom(call.options))
  return call.done('API key revoked.')
}
