import type { ProjectMetadata } from '@latchkey/sdk'
import type { CommandDefinition } from '../command.ts'
import type { CommandCall } from '../command-call.ts'
import { apiKeyKindOf, environmentApiKey, serverAddress } from '../connection.ts'
import { type ExitCode, RefusedError, UsageError } from '../exit-code.ts'
import { readSecret } from '../input/read-secret.ts'
import { newLogin, requireLoginFile, type StoredLogin, writeLogin } from '../login/stored-login.ts'

export const definition: CommandDefinition = {
  path: ['auth'],
  summary: 'Store the endpoint and an API key for later calls',
  description: [
    'Takes a workspace API key (for projects and workspaces themselves) or a project API key (for the keys of its project), tries it, and',
    'keeps it in $XDG_CONFIG_HOME/latchkey/credentials.json, readable for you only. The key comes from standard input (-), a prompt that does',
    'not echo, --api-key-file, or LATCHKEY_WORKSPACE_API_KEY or LATCHKEY_PROJECT_API_KEY. A stored key is sent to this endpoint only; options',
    'and the environment win over it.',
  ].join('\n'),
  arguments: [
    { name: 'api-key', summary: '- reads it from standard input; left out: the environment, or a prompt', optional: true },
  ],
  examples: ['latchkey auth -e https://keys.example.com', 'latchkey auth - -e https://keys.example.com'],
}

export async function run(call: CommandCall): Promise<ExitCode> {
  const file = requireLoginFile(call.terminal)
  const endpoint = serverAddress(call.server)
  const apiKey = await readApiKey(call, endpoint)
  const kind = apiKeyKindOf(apiKey)
  if (kind === undefined) throw new UsageError('API key: must begin with ory_wak_ (workspace) or ory_pat_ (project)')
  const projects = await (await call.controlPlane(apiKey)).projects.list()
  const before = call.server.login ?? newLogin(endpoint)
  const login = kind === 'workspace' ? { ...before, workspaceApiKey: apiKey } : withProjectKey(before, apiKey, projects)
  writeLogin(file, login)
  await call.printer.say(`The ${kind} API key is accepted by ${endpoint} and stored in ${file}.`)
  const project = login.project ?? null
  return call.finish({
    data: { endpoint, kind, project, file },
    human: [
      ['Endpoint', endpoint],
      ['API key', `of a ${kind}`],
      ['Project in use', project?.slug ?? 'none'],
    ],
    quiet: [],
  })
}

async function readApiKey(call: CommandCall, endpoint: string): Promise<string> {
  const [argument] = call.words
  const elsewhere = argument === undefined ? ((await call.givenApiKey()) ?? environmentApiKey(call.terminal)) : undefined
  return (elsewhere ?? (await readSecret(call.terminal, { argument, file: undefined, prompt: `API key for ${endpoint}` }))).trim()
}

/** A project API key sees exactly its own project, which is then the one in use. */
function withProjectKey(login: StoredLogin, value: string, projects: readonly ProjectMetadata[]): StoredLogin {
  const [own] = projects
  if (own === undefined) throw new RefusedError('The server does not say which project this API key is for')
  const { id, slug } = own
  const others = login.projectApiKeys.filter((key) => key.id !== id)
  return { ...login, project: { id, slug }, projectApiKeys: [...others, { id, slug, value }] }
}
