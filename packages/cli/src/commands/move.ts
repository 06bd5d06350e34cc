import type { CommandDefinition } from '../command.ts'
import type { CommandCall } from '../command-call.ts'
import { type ExitCode, UsageError } from '../exit-code.ts'
import { ProgressLine } from '../import/progress-line.ts'

export const definition: CommandDefinition = {
  path: ['move'],
  summary: 'Copy the store out of an SQLite file into PostgreSQL, CockroachDB, MariaDB or MySQL',
  description: [
    'Stop the server first: nobody can open the file meanwhile, and it stays as it is. The target must be empty and its schema up to date',
    '(`latchkey migrate up`), and the secrets of all projects must open with the master key of the configuration; all of that is checked',
    'before anything is written. Cut off at any moment, the same command goes on, and no server starts on the target until it has come to',
    'its end. At the end every row is read on both sides and compared, all secrets are opened, and all audit chains are proven.',
  ].join('\n'),
  options: [
    { flags: '--from <dsn>', summary: 'The SQLite file, such as sqlite:///var/lib/latchkey/latchkey.db' },
    {
      flags: '--to <dsn>',
      summary:
        'The database on the network; default: db.dsn of the configuration, where others on this machine do not see its password',
    },
  ],
  examples: ['latchkey move --from sqlite:///var/lib/latchkey/latchkey.db --config latchkey.yaml'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { moveStore } = await import('../launchers/with-move.ts')
  const from = call.options.text('from')
  if (from === undefined) throw new UsageError('--from: is required')
  const progress = new ProgressLine(call.terminal, call.options.flag('quiet'))
  const onProgress = (done: number, total: number): void =>
    progress.show({ rows: done, failed: 0, readBytes: done, totalBytes: total })
  const report = await moveStore(call, { from, to: call.options.text('to'), onProgress }).finally(() => progress.clear())
  for (const warning of report.warnings) await call.printer.warn(warning)
  if (report.isResumed) await call.printer.say('Went on where an earlier move had been cut off.')
  const rows = report.tables.reduce((sum, table) => sum + table.rows, 0)
  return call.finish({
    data: {
      from: report.from,
      to: report.to,
      resumed: report.isResumed,
      rows,
      projects: report.projects,
      audit_chains: report.chains,
      tables: report.tables,
    },
    human: [
      ['Moved', report.from],
      ['To', report.to],
      ['Rows', `${rows}, the same on both sides`],
      ['Projects', `${report.projects}, whose secrets open`],
      ['Audit chains', `${report.chains} proven`],
    ],
    quiet: [report.to],
  })
}
