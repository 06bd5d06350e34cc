import type { CommandDefinition } from '../../command.ts'
import type { CommandCall } from '../../command-call.ts'
import { serverAddress } from '../../connection.ts'
import { type ExitCode, RefusedError } from '../../exit-code.ts'
import { type KnownProject, newLogin, requireLoginFile, writeLogin } from '../../login/stored-login.ts'

export const definition: CommandDefinition = {
  path: ['use', 'project'],
  summary: 'Mean this project in later calls that name none',
  description: 'Remembered beside the stored login, for calls to the same server; --project still wins.',
  arguments: [{ name: 'project', summary: 'Id or slug' }],
  examples: ['latchkey use project web-shop'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const wanted = call.word(0, 'project')
  const file = requireLoginFile(call.terminal)
  const { server } = call
  const endpoint = serverAddress(server)
  if (server.login === undefined && call.storedLogin !== undefined) {
    throw new RefusedError(`The stored login is for another server; \`latchkey auth -e ${endpoint}\` replaces it`)
  }
  const { id, slug } = await findProject(call, wanted)
  writeLogin(file, { ...(server.login ?? newLogin(endpoint)), project: { id, slug } })
  await call.printer.say(`Later calls to ${endpoint} mean the project ${slug}.`)
  return call.finish({
    data: { id, slug },
    human: [
      ['Id', id],
      ['Slug', slug],
    ],
    quiet: [id],
  })
}

/** Known from its stored API key, or asked for with whatever credential is at hand. */
async function findProject(call: CommandCall, wanted: string): Promise<KnownProject> {
  const isWanted = ({ id, slug }: KnownProject): boolean => wanted === id || wanted === slug
  const stored = call.server.login?.projectApiKeys.find(isWanted)
  if (stored !== undefined) return stored
  const { projects } = await call.controlPlane((await call.workspaceApiKey()) ?? (await call.apiKey()))
  const found = (await projects.list()).find(isWanted)
  if (found === undefined) throw new RefusedError(`There is no project ${wanted} that this API key may see`)
  return found
}
