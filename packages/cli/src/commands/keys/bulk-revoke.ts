import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, exitCodes, UsageError } from '../../exit-code.ts'
import { filterFrom, filterOptions } from '../../key/list-options.ts'
import { revocationFrom, revocationOptions } from '../../key/revocation-options.ts'

export const definition: CommandDefinition = {
  path: ['keys', 'bulk-revoke'],
  summary: 'Revoke every key that matches, for instance of an actor who left',
  description: 'Only counts, unless --yes is given. Final.',
  options: [...filterOptions, ...revocationOptions, { flags: '--yes', summary: 'Revoke instead of counting' }],
  examples: [
    'latchkey keys bulk-revoke --actor user_123',
    'latchkey keys bulk-revoke --actor user_123 --reason affiliation_changed --yes',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  // An empty actor is more likely a variable that was not set than the wish to end every key without one.
  if (call.options.text('actor') === '')
    throw new UsageError(`--actor: must not be empty; for keys without one give --filter 'actor_id=""'`)
  const filter = filterFrom(call.options)
  if (filter === undefined) throw new UsageError('Give --actor, --status or --filter: revoking everything takes a condition')
  const isRehearsal = !call.options.flag('yes')
  const counts = await (await call.client()).keys.bulkRevoke({
    filter,
    ...revocationFrom(call.options),
    ...(isRehearsal ? { validate_only: true } : {}),
  })
  if (isRehearsal) await call.printer.say('Nothing was revoked; add --yes to revoke.')
  return call.finish(
    {
      data: counts,
      human: [
        ['Matching', String(counts.matched_count)],
        ['Revoked', String(counts.revoked_count)],
        ['Failed', String(counts.failure_count)],
      ],
      quiet: [String(isRehearsal ? counts.matched_count : counts.revoked_count)],
    },
    counts.failure_count === 0 ? exitCodes.ok : exitCodes.refused,
  )
}
