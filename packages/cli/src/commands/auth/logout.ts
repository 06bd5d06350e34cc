import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { removeLogin, requireLoginFile } from '../../login/stored-login.ts'

export const definition: CommandDefinition = {
  path: ['auth', 'logout'],
  summary: 'Forget the stored endpoint, keys and project',
  description: 'The keys themselves go on working; delete them at the server when they are no longer needed.',
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const file = requireLoginFile(call.terminal)
  return call.done(removeLogin(file) ? `Removed ${file}.` : 'Nothing was stored.')
}
