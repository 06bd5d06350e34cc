import { timeText } from '../backup-result.ts'
import type { CommandDefinition } from '../command.ts'
import type { CommandCall } from '../command-call.ts'
import type { ExitCode } from '../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['backup'],
  summary: 'Write the store of the server on this machine into one file',
  description: [
    'The server may be running: the backup is the store at one instant, with every change that was acknowledged before. The file appears',
    'when it is complete and checked, readable by its owner alone. The master key is not in it; keep that apart, for without it nothing',
    'in the backup can be opened.',
  ].join('\n'),
  arguments: [{ name: 'file', summary: 'Where to write it' }],
  options: [
    { flags: '--force', summary: 'Replace the file when it exists' },
    {
      flags: '--with-master-key',
      summary: 'Put the master key into the backup: whoever has the file can then open every secret in it',
    },
  ],
  examples: ['latchkey backup latchkey-backup.db', 'latchkey backup /backups/latchkey.db --force --config latchkey.yaml'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { makeBackup } = await import('../launchers/with-backups.ts')
  const withMasterKey = call.options.flag('withMasterKey')
  const report = await makeBackup(call, { file: call.word(0, 'file'), force: call.options.flag('force'), withMasterKey })
  for (const warning of report.warnings) await call.printer.warn(warning)
  await call.printer.warn(
    withMasterKey
      ? 'The master key is in the backup. Whoever has the file can open every secret in it'
      : 'The master key is not in the backup. Keep master.key or secrets.master apart: without it nothing can be opened',
  )
  return call.finish({
    data: {
      file: report.file,
      projects: report.projects,
      keys: report.keys,
      last_event_time: timeText(report.lastEventAt),
      with_master_key: report.hasMasterKey,
    },
    human: [
      ['Backup', report.file],
      ['Projects', String(report.projects)],
      ['Keys', String(report.keys)],
      ['Last event', timeText(report.lastEventAt) ?? 'none'],
      ['Master key', report.hasMasterKey ? 'in the backup' : 'not in the backup'],
    ],
    quiet: [report.file],
  })
}
