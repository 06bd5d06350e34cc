import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { projectData, projectTable } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['list', 'projects'],
  summary: 'List the projects in the store of the server on this machine',
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withAdministration } = await import('../../launchers/with-administration.ts')
  const projects = await withAdministration(call, (administration) => administration.listProjects())
  return call.finish({ data: projects.map(projectData), human: projectTable(projects), quiet: projects.map(({ id }) => id) })
}
