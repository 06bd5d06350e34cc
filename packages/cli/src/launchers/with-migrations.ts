import type { CommandCall } from '../command-call.ts'
import { configFileOf } from '../connection.ts'
import { explainFailure } from './explain-failure.ts'

const openSchema = async (call: CommandCall) => {
  const { openMigrations } = await import('@latchkey/server/migrations')
  const dsn = call.options.text('database')
  const environment = dsn === undefined ? call.terminal.environment : { ...call.terminal.environment, LATCHKEY_DB_DSN: dsn }
  return openMigrations({ configFile: configFileOf(call.options, call.terminal), environment })
}

/** An operator at the schema of the server's store. */
export type Migrations = Awaited<ReturnType<typeof openSchema>>

export async function withMigrations<Result>(
  call: CommandCall,
  work: (migrations: Migrations) => Promise<Result>,
): Promise<Result> {
  try {
    const migrations = await openSchema(call)
    try {
      return await work(migrations)
    } finally {
      await migrations.close()
    }
  } catch (error) {
    throw await explainFailure(error)
  }
}
