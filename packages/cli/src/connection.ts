import { readFile } from 'node:fs/promises'
import { UsageError } from './exit-code.ts'
import { readSecret } from './input/read-secret.ts'
import type { StoredLogin } from './login/stored-login.ts'
import type { OptionValues } from './option-values.ts'
import type { Terminal } from './terminal.ts'

export const DEFAULT_ENDPOINT = 'http://localhost:4420'

/** In this order; the second name is what clients of the compatible API set. */
const PROJECT_KEY_VARIABLES = ['LATCHKEY_PROJECT_API_KEY', 'ORY_PROJECT_API_KEY'] as const
const WORKSPACE_KEY_VARIABLES = ['LATCHKEY_WORKSPACE_API_KEY', 'ORY_WORKSPACE_API_KEY'] as const

/** Which server is meant, and what is stored for it. */
export interface Server {
  /** As given, without a slash at its end. */
  readonly endpoint: string
  /** Only when it was stored for this very server: its keys are nobody else's business. */
  readonly login: StoredLogin | undefined
}

export function serverOf(options: OptionValues, { environment }: Terminal, stored: StoredLogin | undefined): Server {
  const given = options.text('endpoint') ?? (environment['LATCHKEY_ENDPOINT'] || undefined)
  const endpoint = withoutSlash(given ?? stored?.endpoint ?? DEFAULT_ENDPOINT)
  return { endpoint, login: stored !== undefined && isSameServer(endpoint, stored.endpoint) ? stored : undefined }
}

/** Where the project lives: the endpoint, in path form when a project is named or in use. */
export function projectEndpoint(options: OptionValues, server: Server): string {
  const project = projectInUse(options, server)
  return project === undefined ? server.endpoint : `${serverAddress(server)}/projects/${encodeURIComponent(project)}`
}

/** Id or slug: the one of `--project`, else of the endpoint's path, else the one that `latchkey use project` chose. */
export const projectInUse = (options: OptionValues, { endpoint, login }: Server): string | undefined =>
  options.text('project') ?? PROJECT_PATH.exec(endpoint)?.[1] ?? login?.project?.id

/** The server itself, without the project that the endpoint may name by its path. */
export const serverAddress = ({ endpoint }: Server): string => endpoint.replace(PROJECT_PATH, '')

/** The server's configuration file; `undefined` is defaults and environment only. */
export const configFileOf = (options: OptionValues, { environment }: Terminal): string | undefined =>
  options.text('config') ?? (environment['LATCHKEY_CONFIG'] || undefined)

/** The key of `--api-key-file`; `undefined` when the option is not given. */
export async function givenApiKey(options: OptionValues, terminal: Terminal): Promise<string | undefined> {
  const file = options.text('apiKeyFile')
  if (file === '-') return readSecret(terminal, { argument: '-', file: undefined, prompt: 'API key' })
  return file === undefined ? undefined : (await readKeyFile(file)).trim()
}

/** The project API key of the environment, or the one that was stored for the project. */
export function knownProjectApiKey(options: OptionValues, { environment }: Terminal, server: Server): string | undefined {
  const project = projectInUse(options, server)
  return (
    firstOf(environment, PROJECT_KEY_VARIABLES) ??
    server.login?.projectApiKeys.find(({ id, slug }) => project === id || project === slug)?.value
  )
}

/** The workspace API key of the environment, or the stored one. */
export const knownWorkspaceApiKey = ({ environment }: Terminal, { login }: Server): string | undefined =>
  firstOf(environment, WORKSPACE_KEY_VARIABLES) ?? login?.workspaceApiKey

/** Either kind, as a person has it in the environment. */
export const environmentApiKey = ({ environment }: Terminal): string | undefined =>
  firstOf(environment, WORKSPACE_KEY_VARIABLES) ?? firstOf(environment, PROJECT_KEY_VARIABLES)

/** Names of the variables that come before what is stored. */
export const environmentVariables = ({ environment }: Terminal): readonly string[] =>
  ['LATCHKEY_ENDPOINT', ...WORKSPACE_KEY_VARIABLES, ...PROJECT_KEY_VARIABLES].filter((name) => Boolean(environment[name]))

/** True when an API key would travel readable for everybody on the way. */
export function isUnencryptedRemote(endpoint: string): boolean {
  const url = URL.parse(endpoint)
  if (url?.protocol !== 'http:') return false
  return !(url.hostname === 'localhost' || url.hostname.endsWith('.localhost') || /^(127\.|\[::1\]$)/.test(url.hostname))
}

/** `ory_wak_…`, or `ory_pat_…`; `undefined` is neither. */
export function apiKeyKindOf(apiKey: string): 'workspace' | 'project' | undefined {
  if (apiKey.startsWith('ory_wak_')) return 'workspace'
  return apiKey.startsWith('ory_pat_') ? 'project' : undefined
}

/** The path form of a project's address, at its end. */
const PROJECT_PATH = /\/projects\/([^/]+)$/

const withoutSlash = (endpoint: string): string => endpoint.replace(/\/+$/, '')

/** The path form of an address is below its server. */
function isSameServer(endpoint: string, stored: string): boolean {
  const [one, other] = [URL.parse(endpoint.replace(PROJECT_PATH, '')), URL.parse(stored)]
  return one !== null && other !== null && withoutSlash(one.href) === withoutSlash(other.href)
}

const firstOf = (environment: Terminal['environment'], names: readonly string[]): string | undefined =>
  names.map((name) => environment[name]).find((value) => value !== undefined && value !== '')

async function readKeyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`--api-key-file: cannot read ${file} (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}
