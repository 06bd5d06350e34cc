import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import type { ExitCode } from '../../exit-code.ts'
import { projectResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['create', 'project'],
  summary: 'Create a project in the store of the server on this machine',
  arguments: [{ name: 'name', summary: 'What people call the project' }],
  options: [
    { flags: '--environment <environment>', summary: 'What it is for', choices: ['prod', 'stage', 'dev'], default: 'dev' },
    { flags: '--slug <slug>', summary: 'Its name in addresses; a readable one is made up when absent' },
  ],
  examples: ['latchkey create project "Web shop" --environment prod --slug web-shop'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { withAdministration } = await import('../../launchers/with-administration.ts')
  const environment = call.options.text('environment') as 'prod' | 'stage' | 'dev'
  const slug = call.options.text('slug')
  const wanted = { name: call.word(0, 'name'), environment, ...(slug === undefined ? {} : { slug }) }
  const project = await withAdministration(call, (administration) => administration.createProject(wanted))
  await call.printer.say(
    `Project created. Make an API key for it: latchkey create project-api-key <name> --project ${project.slug}`,
  )
  return call.finish(projectResult(project))
}
