import type { ControlPlane } from '@latchkey/sdk'
import type { CommandCall } from '../command-call.ts'
import { serverAddress } from '../connection.ts'
import { UsageError } from '../exit-code.ts'
import type { Administration } from '../launchers/with-administration.ts'

/** The project of the first start: what the store's commands mean when none is named. */
const DEFAULT_PROJECT = 'default'

/**
 * One act on workspaces and projects: over the API when a workspace API key is at hand, else at the store of the server on
 * this machine. `--config` names that store, and therefore means it.
 */
export async function atApiOrStore<Result>(
  call: CommandCall,
  ways: {
    readonly api: (controlPlane: ControlPlane) => Promise<Result>
    readonly store: (administration: Administration) => Promise<Result>
  },
): Promise<Result> {
  if (!call.options.isSet('config') && (await call.workspaceApiKey()) !== undefined) return ways.api(await atApi(call))
  return atStore(call, ways.store)
}

/** What only the API can do. Without a workspace API key the server says what is missing. */
export async function atApi(call: CommandCall): Promise<ControlPlane> {
  await call.printer.say(`At ${serverAddress(call.server)}.`)
  return call.controlPlane()
}

/** What only the operator can do, at the store itself. */
export async function atStore<Result>(
  call: CommandCall,
  work: (administration: Administration) => Promise<Result>,
): Promise<Result> {
  const { withAdministration } = await import('../launchers/with-administration.ts')
  if (call.options.isSet('endpoint')) {
    await call.printer.warn('--endpoint has no effect without a workspace API key (`latchkey auth`)')
  }
  return withAdministration(call, async (administration) => {
    await call.printer.say('At the store of the server on this machine.')
    return work(administration)
  })
}

/** Id or slug: what was typed, else `--project` or the project in use, else the first project of the server. */
export const projectMeant = (call: CommandCall, typed?: string): string => typed || call.project || DEFAULT_PROJECT

/** The same for what changes a project: never one that nobody named. */
export function requireProject(call: CommandCall, typed?: string): string {
  const project = typed || call.project
  if (project === undefined)
    throw new UsageError('project: is required; or give --project, or choose one with `latchkey use project`')
  return project
}

/** The project at the store, which need not be the one of the server whose project is in use. */
export const projectOfStore = (call: CommandCall, typed?: string): string =>
  typed || call.options.text('project') || DEFAULT_PROJECT

/** The workspace of `--workspace`, or the only one that the credential may see. */
export async function workspaceMeant(call: CommandCall, controlPlane: ControlPlane, typed?: string): Promise<string> {
  const named = typed ?? call.options.text('workspace')
  if (named !== undefined && named !== '') return named
  const { workspaces, has_next_page: hasMore } = await controlPlane.workspaces.listPage({ page_size: 2 })
  const [only, ...others] = workspaces
  if (only === undefined) throw new UsageError('There is no workspace that this API key may see')
  if (others.length > 0 || hasMore) throw new UsageError('--workspace: is required, because there are several')
  return only.id
}

/** The workspace of `--workspace`, or the only one there is. */
export async function workspaceOfStore(call: CommandCall, administration: Administration, typed?: string): Promise<string> {
  const named = typed ?? call.options.text('workspace')
  if (named !== undefined && named !== '') return named
  const [only, ...others] = await administration.listWorkspaces()
  if (only === undefined) throw new UsageError('There is no workspace')
  if (others.length > 0) throw new UsageError('--workspace: is required, because there are several')
  return only.id
}
