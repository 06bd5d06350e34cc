import { timeText } from '../backup-result.ts'
import type { CommandDefinition } from '../command.ts'
import type { CommandCall } from '../command-call.ts'
import type { ExitCode } from '../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['restore'],
  summary: 'Put a backup in the place of the server’s store on this machine',
  description: [
    'Stop the server first; a server on this machine that has the store open is noticed and left alone, one on another machine (on a shared',
    'file system) is not. Checks the backup, and that its secrets open with the master key at hand (in the backup, the data folder, or the',
    'configuration), before anything is changed. Should it be cut off, there is either the old store or the new one.',
  ].join('\n'),
  arguments: [{ name: 'file', summary: 'What `latchkey backup` wrote' }],
  options: [{ flags: '--force', summary: 'Replace the store that is there, and keep it beside the new one' }],
  examples: ['latchkey restore latchkey-backup.db --config latchkey.yaml'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { restoreBackup } = await import('../launchers/with-backups.ts')
  const report = await restoreBackup(call, { file: call.word(0, 'file'), force: call.options.flag('force') })
  for (const warning of report.warnings) await call.printer.warn(warning)
  await call.printer.say('Keys that were made or revoked after the last event below are not known to this store.')
  return call.finish({
    data: {
      database: report.database,
      projects: report.projects,
      keys: report.keys,
      last_event_time: timeText(report.lastEventAt),
      with_master_key: report.hasMasterKey,
      kept_as: report.keptAs ?? null,
    },
    human: [
      ['Restored', report.database],
      ['Projects', String(report.projects)],
      ['Keys', String(report.keys)],
      ['Last event', timeText(report.lastEventAt) ?? 'none'],
      ...(report.hasMasterKey ? [['Master key', 'restored'] as const] : []),
      ...(report.keptAs === undefined ? [] : [['Old store', report.keptAs] as const]),
    ],
    quiet: [report.database],
  })
}
