import type { ProjectUpdate, SetProjectBody } from '@latchkey/sdk'
import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { changedProjectArgument } from '../../control/options.ts'
import { atApi, atStore, requireProject } from '../../control/place.ts'
import { readProjectFile } from '../../control/project-file.ts'
import { tellWarnings, wireProjectResult } from '../../control/project-view.ts'
import { type ExitCode, UsageError } from '../../exit-code.ts'
import { projectResult } from '../../project-result.ts'

export const definition: CommandDefinition = {
  path: ['update', 'project'],
  summary: 'Rename a project, replace all of its settings, or choose its domains',
  description: [
    'Name and settings are changed over the API: with --file every setting that the file does not name falls back to its default',
    '(`latchkey apply` leaves it alone). Domains are the operator’s: in the store of the server on this machine.',
  ].join('\n'),
  arguments: [changedProjectArgument],
  options: [
    { flags: '--name <name>', summary: 'What people call the project' },
    { flags: '-f, --file <file>', summary: 'YAML or JSON with config, or services.talos.config; - reads standard input' },
    {
      flags: '--host <host>',
      summary: 'A custom domain; repeat it for each, the others are removed; an empty one removes all',
      repeatable: true,
    },
  ],
  examples: [
    'latchkey update project web-shop --name "Web shop"',
    'latchkey update project web-shop --file web-shop.yaml',
    'latchkey update project web-shop --host keys.example.com --config latchkey.yaml',
  ],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const { options } = call
  const hosts = options.all('host')
  const isAboutTheProject = options.isSet('name') || options.isSet('file')
  if (hosts.length > 0 && isAboutTheProject) throw new UsageError('--host: cannot be combined with --name or --file')
  if (hosts.length > 0) return updateHosts(call, hosts)
  if (!isAboutTheProject) throw new UsageError('Nothing to change: give --name, --file or --host')
  const { project, warnings } = await updateOverApi(call)
  await tellWarnings(call, warnings)
  await call.printer.say('Project updated.')
  return call.finish(wireProjectResult(project))
}

async function updateHosts(call: CommandCall, hosts: readonly string[]): Promise<ExitCode> {
  const wanted = hosts.filter((host) => host !== '')
  const named = call.words[0] ?? call.options.text('project')
  if (named === undefined) throw new UsageError('project: is required with --host')
  const project = await atStore(call, (administration) => administration.setProjectHosts(named, wanted))
  await call.printer.say(wanted.length === 0 ? 'The project has no custom domains.' : `Custom domains: ${wanted.join(', ')}`)
  return call.finish(projectResult(project))
}

async function updateOverApi(call: CommandCall): Promise<ProjectUpdate> {
  const file = call.options.text('file')
  const read = file === undefined ? undefined : await readProjectFile(file, call.terminal.stdin)
  if (read !== undefined && read.config === undefined) throw new UsageError('--file: config: is required')
  const name = call.options.text('name') ?? read?.name
  const project = requireProject(call, call.words[0] ?? read?.project)
  const { projects } = await atApi(call)
  if (read === undefined) return projects.patch(project, [{ op: 'replace', path: '/name', value: name }])
  const replacement: SetProjectBody = {
    name: name ?? (await projects.get(project)).name,
    services: { talos: { config: { ...read.config } } },
    cors_public: {},
    cors_admin: {},
    organizations: [],
  }
  return projects.update(project, replacement)
}
