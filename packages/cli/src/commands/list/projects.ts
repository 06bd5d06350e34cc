import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE } from '../../control/options.ts'
import { atApiOrStore } from '../../control/place.ts'
import { wireProjectTable } from '../../control/project-view.ts'
import type { ExitCode } from '../../exit-code.ts'
import type { Result } from '../../output/printer.ts'
import { projectData, projectTable } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['list', 'projects'],
  summary: 'List the projects',
  description: EITHER_SIDE,
  options: [{ flags: '--workspace <id>', summary: 'Only those of this workspace' }],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const workspace = call.options.text('workspace')
  const result = await atApiOrStore<Result>(call, {
    api: async ({ projects, workspaces }) => {
      const found = await (workspace === undefined ? projects.list() : workspaces.projects(workspace))
      return { data: found, human: wireProjectTable(found), quiet: found.map(({ id }) => id) }
    },
    store: async (administration) => {
      const found = await administration.listProjects(workspace)
      return { data: found.map(projectData), human: projectTable(found), quiet: found.map(({ id }) => id) }
    },
  })
  return call.finish(result)
}
