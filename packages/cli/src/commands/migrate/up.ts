import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { databaseOption, schemaResult } from '../../schema-result.ts'

export const definition: CommandDefinition = {
  path: ['migrate', 'up'],
  summary: 'Bring the schema up to date',
  description: 'A server on SQLite does this by itself when it starts; on a database that others share, only with `serve --migrate`.',
  options: [databaseOption],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withMigrations } = await import('../../launchers/with-migrations.ts')
  const { applied, status } = await withMigrations(call, async (migrations) => ({
    applied: await migrations.up(),
    status: await migrations.status(),
  }))
  await call.printer.say(applied.length === 0 ? 'The schema was up to date.' : `Applied ${applied.join(', ')}.`)
  return call.finish(schemaResult(status))
}
