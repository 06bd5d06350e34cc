import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE } from '../../control/options.ts'
import { atApiOrStore } from '../../control/place.ts'
import { wireProjectResult } from '../../control/project-view.ts'
import type { ExitCode } from '../../exit-code.ts'
import { projectResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['resume', 'project'],
  summary: 'Let a suspended project work again',
  description: EITHER_SIDE,
  arguments: [{ name: 'project', summary: 'Id or slug' }],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const project = call.word(0, 'project')
  const result = await atApiOrStore(call, {
    api: async ({ projects }) => wireProjectResult(await projects.resume(project)),
    store: async (administration) => projectResult(await administration.resumeProject(project)),
  })
  await call.printer.say('Project resumed.')
  return call.finish(result)
}
