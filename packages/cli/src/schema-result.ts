import type { OptionDefinition } from './command.ts'
import type { Migrations } from './launchers/with-migrations.ts'
import type { Result } from './output/printer.ts'

export const databaseOption: OptionDefinition = {
  flags: '--database <dsn>',
  summary: 'Another database than that of the configuration, such as sqlite://./data/latchkey.db',
}

type Status = Awaited<ReturnType<Migrations['status']>>

export const schemaResult = (status: Status): Result => ({
  data: {
    current_version: status.current,
    latest_version: status.latest,
    migrations: status.migrations.map(({ version, name, appliedAt }) => ({ version, name, apply_time: timeText(appliedAt) })),
  },
  human: {
    columns: ['Version', 'Name', 'Applied'],
    rows: status.migrations.map(({ version, name, appliedAt }) => [String(version), name, timeText(appliedAt) ?? 'no']),
  },
  quiet: [String(status.current)],
})

const timeText = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString())
