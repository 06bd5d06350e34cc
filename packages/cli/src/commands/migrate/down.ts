import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'
import { databaseOption, schemaResult } from '../../schema-result.ts'

export const definition: CommandDefinition = {
  path: ['migrate', 'down'],
  summary: 'Take back the last migrations',
  description:
    'Deletes the tables that they made, and all that is in them. For development, and with a backup. Stop the server first.',
  options: [
    databaseOption,
    { flags: '--steps <count>', summary: 'How many', default: '1' },
    { flags: '--yes', summary: 'Really delete' },
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withMigrations } = await import('../../launchers/with-migrations.ts')
  const steps = call.options.integer('steps') ?? 1
  if (!call.options.flag('yes')) throw new UsageError('--yes: is required, because this deletes tables with all that is in them')
  const { reverted, status } = await withMigrations(call, async (migrations) => ({
    reverted: await migrations.down(steps),
    status: await migrations.status(),
  }))
  await call.printer.say(reverted.length === 0 ? 'There was nothing to take back.' : `Took back ${reverted.join(', ')}.`)
  return call.finish(schemaResult(status))
}
