import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { changedProjectArgument } from '../../control/options.ts'
import { atApi, requireProject } from '../../control/place.ts'
import { wireProjectResult } from '../../control/project-view.ts'
import type { ExitCode } from '../../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['enable', 'project'],
  summary: 'Switch API keys on for a project that was made without',
  description: 'Does nothing to a project that has them.',
  arguments: [changedProjectArgument],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const wanted = requireProject(call, call.words[0])
  const project = await (await atApi(call)).projects.enable(wanted)
  await call.printer.say('API keys are enabled.')
  return call.finish(wireProjectResult(project))
}
