import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'
import { databaseOption, schemaResult } from '../../schema-result.ts'

export const definition: CommandDefinition = {
  path: ['migrate', 'force'],
  summary: 'Record a version of the schema without running anything',
  description: 'For a database that was repaired by hand. Stop the server first.',
  arguments: [{ name: 'version', summary: 'The version the schema really has' }],
  options: [databaseOption],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withMigrations } = await import('../../launchers/with-migrations.ts')
  const version = call.word(0, 'version')
  if (!/^\d{1,6}$/.test(version)) throw new UsageError('version: must be a whole number')
  const status = await withMigrations(call, async (migrations) => {
    await migrations.force(Number(version))
    return migrations.status()
  })
  return call.finish(schemaResult(status))
}
