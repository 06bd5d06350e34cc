import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { EITHER_SIDE, workspaceOption } from '../../control/options.ts'
import { atApiOrStore } from '../../control/place.ts'
import { wireProjectResult } from '../../control/project-view.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'
import { projectResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['create', 'project'],
  summary: 'Create a project',
  description: EITHER_SIDE,
  arguments: [{ name: 'name', summary: 'What people call the project' }],
  options: [
    { flags: '--environment <environment>', summary: 'What it is for', choices: ['prod', 'stage', 'dev'], default: 'dev' },
    { flags: '--slug <slug>', summary: 'Its name in addresses, only in the store; a readable one is made up when absent' },
    workspaceOption,
    { flags: '--no-api-keys', summary: 'Without API keys, until they are enabled' },
  ],
  examples: ['latchkey create project "Web shop" --environment prod'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const environment = options.text('environment') as 'prod' | 'stage' | 'dev'
  const [slug, workspace] = [options.text('slug'), options.text('workspace')]
  const hasApiKeys = !options.isFalse('apiKeys')
  const wanted = { name: call.word(0, 'name'), environment }
  const created = await atApiOrStore(call, {
    api: async (controlPlane) => {
      if (slug !== undefined) throw new UsageError('--slug: only in the store; over the API the server makes one up')
      const owner = workspace === undefined ? {} : { workspace_id: workspace }
      const project = await controlPlane.projects.create({ ...wanted, ...owner, ...(hasApiKeys ? {} : { talos: false }) })
      return { slug: project.slug, result: wireProjectResult(project) }
    },
    store: async (administration) => {
      const place = { ...(slug === undefined ? {} : { slug }), ...(workspace === undefined ? {} : { workspace }) }
      const project = await administration.createProject({ ...wanted, ...place, apiKeysEnabled: hasApiKeys })
      return { slug: project.slug, result: projectResult(project) }
    },
  })
  await call.printer.say(
    `Project created. Make an API key for it: latchkey create project-api-key <name> --project ${created.slug}`,
  )
  return call.finish(created.result)
}
