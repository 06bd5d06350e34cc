import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { changedProjectArgument } from '../../control/options.ts'
import { patchFrom, patchOptions } from '../../control/patch-operations.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { tellWarnings, wireProjectResult } from '../../control/project-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['patch', 'project'],
  summary: 'Change single settings of a project',
  description: [
    'A path is a JSON Pointer into the project as `latchkey get project --format json` shows it, a value is JSON: a text has its own quotes.',
    'Additions come first, then replacements, then removals. All of it is done, or nothing.',
  ].join('\n'),
  arguments: [changedProjectArgument],
  options: [
    ...patchOptions,
    { flags: '--revision <id>', summary: 'Only when the project is still at this revision; refused with a conflict otherwise' },
  ],
  examples: [
    'latchkey patch project web-shop --replace /services/talos/config/cache/enabled=true',
    'latchkey patch project web-shop --remove /services/talos/config/credentials/api_keys/max_ttl',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const operations = patchFrom(call.options)
  const revision = call.options.text('revision')
  const place = requireProject(call, call.words[0])
  const { projects } = await atApi(call)
  const { project, warnings } = await (revision === undefined
    ? projects.patch(place, operations)
    : projects.patchWithRevision(place, revision, operations))
  await tellWarnings(call, warnings)
  await call.printer.say('Project updated.')
  return call.finish({ ...wireProjectResult(project), data: { project, warnings } })
}
