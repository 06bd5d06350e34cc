import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { readSecret } from '../../input/read-secret.ts'
import { reasonFrom } from '../../key/revocation-options.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'self-revoke'],
  summary: 'Revoke a key by presenting it',
  description: 'Needs no project API key: having the credential is the proof. Final.',
  arguments: [{ name: 'credential', summary: 'The key to revoke; - or nothing reads standard input', optional: true }],
  options: [
    { flags: '--file <file>', summary: 'Read the key from a file' },
    { flags: '--reason <reason>', summary: 'Why', choices: ['key_compromise', 'affiliation_changed', 'superseded'] },
  ],
  examples: ['printf %s "$LEAKED_KEY" | latchkey keys self-revoke - --reason key_compromise'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const credential = await readSecret(call.terminal, {
    argument: call.words[0],
    file: options.text('file'),
    prompt: 'Key to revoke',
  })
  const reason = reasonFrom(options)
  await (await call.client()).keys.selfRevoke({ credential, ...(reason === undefined ? {} : { reason }) })
  return call.done('API key revoked.')
}
