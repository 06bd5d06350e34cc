import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { databaseOption, schemaResult } from '../../schema-result.ts'

export const definition: CommandDefinition = {
  path: ['migrate', 'status'],
  summary: 'Show the version of the schema',
  options: [databaseOption],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withMigrations } = await import('../../launchers/with-migrations.ts')
  return call.finish(schemaResult(await withMigrations(call, async (migrations) => migrations.status())))
}
