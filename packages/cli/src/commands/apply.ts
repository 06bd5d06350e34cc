import type { ControlPlane, Project, ProjectUpdate } from '@latchkey/sdk'
import type { CommandDefinition } from '../command.ts'
import type { CommandCall } from '../command-call.ts'
import { findAppliedProject } from '../control/find-applied-project.ts'
import { atApi } from '../control/place.ts'
import { differenceOf, differenceTable, type ProjectDifference } from '../control/project-difference.ts'
import { type ProjectFile, readProjectFile } from '../control/project-file.ts'
import { tellWarnings } from '../control/project-view.ts'
import { type ExitCode, RefusedError, UsageError } from '../exit-code.ts'

export const definition: CommandDefinition = {
  path: ['apply'],
  summary: 'Make a project be as its file says',
  description: [
    'The file is YAML or JSON: project (id or slug), name, environment, and the settings under config or services.talos.config; what',
    '`latchkey get project --format yaml` prints is such a file. Settings that it does not name stay as they are. Shows the difference path by',
    'path and sends it for the revision that it was computed from: when somebody changed the project meanwhile, nothing happens and the exit',
    'code is 1. Secrets do not belong into the file and are refused.',
  ].join('\n'),
  options: [
    { flags: '-f, --file <file>', summary: 'The project file; - reads standard input' },
    { flags: '--dry-run', summary: 'Only show the difference' },
    { flags: '--create', summary: 'Make the project when it does not exist' },
  ],
  examples: ['latchkey apply -f web-shop.yaml --dry-run', 'latchkey apply -f web-shop.yaml'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const path = call.options.text('file')
  if (path === undefined) throw new UsageError('--file: is required')
  const file = await readProjectFile(path, call.terminal.stdin)
  const controlPlane = await atApi(call)
  const isDryRun = call.options.flag('dryRun')
  const found = await findAppliedProject(call, controlPlane, file)
  if (found !== undefined) return applyTo(call, controlPlane, found, file)
  if (file.name === undefined) throw new UsageError('--file: name: is required to make a project')
  if (isDryRun) return call.done(`The project ${file.name} would be made.`)
  const { name, environment = 'dev' } = file
  const created = await controlPlane.projects.create({ name, environment })
  await call.printer.say(`Project created. Its slug is ${created.slug}: write it into the file, as project.`)
  return applyTo(call, controlPlane, created, file)
}

async function applyTo(call: CommandCall, controlPlane: ControlPlane, project: Project, file: ProjectFile): Promise<ExitCode> {
  const difference = differenceFrom(project, file)
  const isDryRun = call.options.flag('dryRun')
  const isSame = difference.operations.length === 0
  const { project: after, warnings } =
    isDryRun || isSame ? { project, warnings: [] } : await send(controlPlane, project, difference)
  await tellWarnings(call, warnings)
  await call.printer.say(summaryOf(difference, isDryRun))
  return call.finish({
    data: { project_id: after.id, revision_id: after.revision_id, dry_run: isDryRun, changes: difference.changes, warnings },
    human: isSame ? after.slug : differenceTable(difference.changes),
    quiet: difference.changes.map((change) => change.path),
  })
}

function differenceFrom(project: Project, file: ProjectFile): ProjectDifference {
  if (file.environment !== undefined && file.environment !== project.environment) {
    throw new RefusedError(`--file: environment: is ${project.environment} and cannot be changed`)
  }
  const { name, config } = file
  return differenceOf(project, {
    ...(name === undefined ? {} : { name }),
    ...(config === undefined ? {} : { services: { talos: { config } } }),
  })
}

async function send(controlPlane: ControlPlane, project: Project, { operations }: ProjectDifference): Promise<ProjectUpdate> {
  const { LatchkeyError } = await import('@latchkey/sdk/errors')
  try {
    return await controlPlane.projects.patchWithRevision(project.id, project.revision_id, operations)
  } catch (error) {
    if (!(error instanceof LatchkeyError) || error.id !== 'conflict') throw error
    throw new RefusedError(`Somebody changed the project ${project.slug} meanwhile (HTTP 409); nothing was changed. Apply again`)
  }
}

function summaryOf({ changes }: ProjectDifference, isDryRun: boolean): string {
  if (changes.length === 0) return 'The project is as the file says.'
  const count = changes.length === 1 ? 'One change' : `${changes.length} changes`
  return isDryRun ? `${count}; nothing was sent.` : `${count} applied.`
}
