import { readFile } from 'node:fs/promises'
import { UsageError } from './exit-code.ts'
import { readSecret } from './input/read-secret.ts'
import type { OptionValues } from './option-values.ts'
import type { Terminal } from './terminal.ts'

export const DEFAULT_ENDPOINT = 'http://localhost:4420'

/** In this order; the second name is what clients of the compatible API set. */
const API_KEY_VARIABLES = ['LATCHKEY_PROJECT_API_KEY', 'ORY_PROJECT_API_KEY'] as const

/** Where the project lives: the endpoint, in path form when a project is named. */
export function projectEndpoint(options: OptionValues, terminal: Terminal): string {
  const endpoint = options.text('endpoint') ?? (terminal.environment['LATCHKEY_ENDPOINT'] || DEFAULT_ENDPOINT)
  const project = options.text('project')
  if (project === undefined) return endpoint
  return `${endpoint.replace(/\/+$/, '')}/projects/${encodeURIComponent(project)}`
}

/** The server's configuration file; `undefined` is defaults and environment only. */
export const configFileOf = (options: OptionValues, { environment }: Terminal): string | undefined =>
  options.text('config') ?? (environment['LATCHKEY_CONFIG'] || undefined)

/** The caller's own API key; `undefined` when none is configured. */
export async function projectApiKey(options: OptionValues, terminal: Terminal): Promise<string | undefined> {
  const file = options.text('apiKeyFile')
  if (file === '-') return readSecret(terminal, { argument: '-', file: undefined, prompt: 'Project API key' })
  if (file !== undefined) return (await readKeyFile(file)).trim()
  return API_KEY_VARIABLES.map((name) => terminal.environment[name]).find((value) => value !== undefined && value !== '')
}

/** True when an API key would travel readable for everybody on the way. */
export function isUnencryptedRemote(endpoint: string): boolean {
  const url = URL.parse(endpoint)
  if (url?.protocol !== 'http:') return false
  return !(url.hostname === 'localhost' || url.hostname.endsWith('.localhost') || /^(127\.|\[::1\]$)/.test(url.hostname))
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`--api-key-file: cannot read ${file} (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}
