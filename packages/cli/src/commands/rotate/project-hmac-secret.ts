import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { changedProjectArgument } from '../../control/options.ts'
import { rotateSecret, rotationOptions } from '../../control/rotate-secret.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['rotate', 'project-hmac-secret'],
  summary: 'Replace the secret behind the checksums of a project’s issued keys and macaroons',
  description: 'With revoke every key issued under the old secret stops verifying; a warning counts them.',
  arguments: [changedProjectArgument],
  options: rotationOptions,
  examples: ['latchkey rotate project-hmac-secret web-shop --mode graceful --expires-at 2027-06-30T00:00:00Z'],
}

export const run = (call: CommandCall): Promise<ExitCode> =>
  rotateSecret(call, ({ projects }, project, rotation) => projects.rotateHmacSecret(project, rotation))
