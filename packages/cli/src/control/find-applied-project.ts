import type { ControlPlane, Project } from '@latchkey/sdk'
import type { CommandCall } from '../command-call.ts'
import { RefusedError, UsageError } from '../exit-code.ts'
import type { ProjectFile } from './project-file.ts'

/** The project that a file is about; `undefined` when there is none yet and it may be made (`--create`). */
export async function findAppliedProject(
  call: CommandCall,
  controlPlane: ControlPlane,
  file: ProjectFile,
): Promise<Project | undefined> {
  const mayCreate = call.options.flag('create')
  const reference = call.options.text('project') ?? file.project
  if (reference !== undefined) {
    const found = await getIfThere(controlPlane, reference, mayCreate)
    if (found !== undefined) return found
  } else if (!mayCreate) throw new UsageError('--project: is required, because the file does not name its project')
  return findByName(controlPlane, file, reference)
}

async function getIfThere(controlPlane: ControlPlane, reference: string, mayBeMissing: boolean): Promise<Project | undefined> {
  const { LatchkeyError } = await import('@latchkey/sdk/errors')
  try {
    return await controlPlane.projects.get(reference)
  } catch (error) {
    if (mayBeMissing && error instanceof LatchkeyError && error.id === 'not_found') return undefined
    throw error
  }
}

/** The server chooses slugs, so a file that is applied again before it names the new one must not make a second project. */
async function findByName(
  controlPlane: ControlPlane,
  { name }: ProjectFile,
  reference: string | undefined,
): Promise<Project | undefined> {
  const [named, ...others] = (await controlPlane.projects.list()).filter((project) => project.name === name)
  if (named === undefined) return undefined
  if (others.length > 0)
    throw new RefusedError(`Several projects are called ${name}; write the slug of one into the file, as project`)
  if (reference === undefined) return controlPlane.projects.get(named.id)
  throw new RefusedError(
    `There is no project ${reference}, but ${named.slug} is called ${name}: write that into the file, as project, or choose another name`,
  )
}
