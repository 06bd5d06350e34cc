import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { changedProjectArgument } from '../../control/options.ts'
import { rotateSecret, rotationOptions } from '../../control/rotate-secret.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['rotate', 'project-signing-key'],
  summary: 'Replace the key that signs a project’s derived JWTs',
  description:
    'With revoke every JWT signed by the old key stops verifying; derived tokens are short-lived, so graceful ends by itself.',
  arguments: [changedProjectArgument],
  options: rotationOptions,
  examples: ['latchkey rotate project-signing-key web-shop --mode graceful'],
}

export const run = (call: CommandCall): Promise<ExitCode> =>
  rotateSecret(call, ({ projects }, project, rotation) => projects.rotateSigningKey(project, rotation))
