import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['console', 'reset-password'],
  summary: 'Make a link that lets somebody who cannot sign in choose a new password',
  description: [
    'For an account on the server on this machine. The link is shown this once, works once and for an hour; earlier ones no longer',
    'work. Nothing changes before it is used; then all sessions of the person end.',
  ].join('\n'),
  options: [{ flags: '--email <address>', summary: 'Address of the account' }],
  examples: ['latchkey console reset-password --email ada@example.com'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const email = call.options.text('email')
  if (email === undefined) throw new UsageError('--email: is required: the address of the account')
  const { withAdministration } = await import('../../launchers/with-administration.ts')
  const made = await withAdministration(call, (administration) => administration.makePasswordResetLink(email))
  const link = made.link.reveal()
  await call.printer.say(`Whoever opens it within an hour chooses the password of ${made.email}, and all sessions of theirs end.`)
  return call.finish({
    data: { link, email: made.email, expires_at: new Date(made.expiresAt).toISOString() },
    human: link,
    quiet: [link],
    isShownOnce: true,
  })
}
