import type { JsonValue } from '@latchkey/core/key/json'
import type { ConfigEntry } from './config-entry.ts'
import { ConfigError, type ConfigProblem, printableVariable } from './config-error.ts'
import { parseConfigText } from './read-config-file.ts'

export const ENVIRONMENT_PREFIX = 'LATCHKEY_'

/** Variables with our prefix that are not settings. */
export const otherVariables: Readonly<Record<string, string>> = {
  LATCHKEY_BOOTSTRAP_PROJECT_KEY: 'Project API key (`ory_pat_…`) the first start creates. Only read while there is none.',
  LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: 'Workspace API key (`ory_wak_…`) the first start creates. Only read while there is none.',
  LATCHKEY_CONFIG: 'Configuration file, when `--config` does not name one.',
  LATCHKEY_ENDPOINT: 'Server that the command line talks to.',
  LATCHKEY_PROJECT_API_KEY: 'Project API key of the command line.',
  LATCHKEY_WORKSPACE_API_KEY: 'Workspace API key of the command line.',
  LATCHKEY_API_KEY: 'Where applications keep the key they present. Never read by the server.',
  LATCHKEY_FUZZ_RUNS: 'How often generated tests repeat. Never read by the server.',
  LATCHKEY_FAILED_CHECKS: 'What the test runner tells its steps. Never read by the server.',
}

export type Environment = Readonly<Record<string, string | undefined>>

/** `serve.http.port` is set by `LATCHKEY_SERVE_HTTP_PORT`. */
export const variableOf = (path: string): string => ENVIRONMENT_PREFIX + path.replaceAll('.', '_').toUpperCase()

/** Values that variables set, by path. Throws ConfigError on variables with our prefix that set nothing. */
export function readEnvironment(environment: Environment, entries: readonly ConfigEntry[]): ReadonlyMap<string, JsonValue> {
  const variables = new Map(
    Object.entries(environment).filter(([name, text]) => name.startsWith(ENVIRONMENT_PREFIX) && text !== undefined),
  )
  for (const name of Object.keys(otherVariables)) variables.delete(name)
  const written = new Map<string, JsonValue>()
  const problems: ConfigProblem[] = []
  for (const entry of entries) {
    try {
      const value = takeVariable(entry, variables)
      if (value !== undefined) written.set(entry.path, value)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      problems.push(...error.problems)
    }
  }
  for (const name of variables.keys()) problems.push({ path: printableVariable(name), rule: 'is not a variable of this server' })
  if (problems.length > 0) throw new ConfigError(problems)
  return written
}

/** Removes the variables of one setting and understands them. */
function takeVariable(entry: ConfigEntry, variables: Map<string, string | undefined>): JsonValue | undefined {
  const name = variableOf(entry.path)
  const text = variables.get(name)
  variables.delete(name)
  if (!entry.type.startsWith('list')) return text === undefined ? undefined : scalar(entry, text, name)
  const items = takeIndexed(name, variables)
  if (items.length > 0 && text !== undefined) refuse(name, 'must not be set together with its numbered form')
  if (items.length > 0) return items.map((item, index) => listItem(entry, item, `${name}_${index}`))
  return text === undefined ? undefined : list(entry, text, name)
}

function takeIndexed(name: string, variables: Map<string, string | undefined>): readonly string[] {
  const items: string[] = []
  for (let text = variables.get(`${name}_0`); text !== undefined; text = variables.get(`${name}_${items.length}`)) {
    variables.delete(`${name}_${items.length}`)
    items.push(text)
  }
  return items
}

function scalar({ type }: ConfigEntry, text: string, name: string): JsonValue {
  if (type === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : refuse(name, 'must be true or false')
  if (type !== 'integer' && type !== 'number') return text
  return /^-?\d{1,16}(\.\d{1,16})?$/.test(text) ? Number(text) : refuse(name, 'must be a number')
}

/** A JSON list, or texts between commas; an empty variable is an empty list. */
function list({ type }: ConfigEntry, text: string, name: string): JsonValue {
  const trimmed = text.trim()
  if (trimmed.startsWith('[')) return parseConfigText(trimmed, name)
  if (trimmed === '') return []
  const holdsText = type === 'list of strings' || type === 'list of retired values'
  return holdsText ? trimmed.split(',').map((item) => item.trim()) : refuse(name, 'must be a JSON list')
}

function listItem({ type }: ConfigEntry, text: string, name: string): JsonValue {
  return type !== 'list of strings' && text.trimStart().startsWith('{') ? parseConfigText(text, name) : text
}

function refuse(path: string, rule: string): never {
  throw new ConfigError([{ path, rule }])
}
