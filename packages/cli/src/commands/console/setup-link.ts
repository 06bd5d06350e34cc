import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['console', 'setup-link'],
  summary: 'Make a link that sets up the console: its first account',
  description:
    'For the server on this machine, as long as it has no account. The link is shown this once, and earlier ones no longer work.',
  examples: ['latchkey console setup-link --config latchkey.yaml'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withAdministration } = await import('../../launchers/with-administration.ts')
  const link = (await withAdministration(call, (administration) => administration.makeSetupLink())).reveal()
  await call.printer.say('Open it in a browser; whoever does so first owns the server.')
  return call.finish({ data: { link }, human: link, quiet: [link], isShownOnce: true })
}
