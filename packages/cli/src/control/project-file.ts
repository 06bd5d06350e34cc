import { readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { UsageError } from '../exit-code.ts'
import { readText } from '../input/read-text.ts'
import type { JsonObject } from '../option-values.ts'
import { findSecret } from './find-secret.ts'

/** A project as a team keeps it in version control; what is absent is left as it is. */
export interface ProjectFile {
  /** Id or slug. */
  readonly project?: string
  readonly name?: string
  readonly environment?: 'prod' | 'stage' | 'dev'
  /** Settings in the shape of a Talos config file. */
  readonly config?: JsonObject
}

/** Members that the API shows and nobody sets here: a project that was read may be kept as a file as it is. */
const SHOWN_ONLY = new Set([
  'id',
  'slug',
  'state',
  'revision_id',
  'workspace_id',
  'home_region',
  'hosts',
  'organizations',
  'cors_public',
  'cors_admin',
  'created_at',
  'updated_at',
])
const ENVIRONMENTS = ['prod', 'stage', 'dev']

/** Reads YAML or JSON; `-` is standard input. Throws `UsageError` that names the member, and never a value. */
export async function readProjectFile(file: string, stdin: Readable): Promise<ProjectFile> {
  const document = await parseDocument(await readSource(file, stdin))
  for (const name of Object.keys(document)) {
    if (!SHOWN_ONLY.has(name) && !['project', 'name', 'environment', 'config', 'services'].includes(name)) {
      throw new UsageError(`--file: ${name}: is no member of a project file`)
    }
  }
  const config = settingsOf(document)
  const secret = config === undefined ? undefined : findSecret(config)
  if (secret !== undefined) throw new UsageError(`--file: ${secret}`)
  const project = textOf(document, 'project') ?? textOf(document, 'slug') ?? textOf(document, 'id')
  const name = textOf(document, 'name')
  const environment = environmentOf(document)
  return {
    ...(project === undefined ? {} : { project }),
    ...(name === undefined ? {} : { name }),
    ...(environment === undefined ? {} : { environment }),
    ...(config === undefined ? {} : { config }),
  }
}

async function readSource(file: string, stdin: Readable): Promise<string> {
  if (file === '-') return readText(stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`--file: cannot read ${file} (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`)
  }
}

async function parseDocument(text: string): Promise<JsonObject> {
  const { parse, YAMLError } = await import('yaml')
  let document: unknown
  try {
    document = parse(text)
  } catch (error) {
    // The lines after the first quote the file.
    const reason = error instanceof YAMLError ? (error.message.split('\n')[0] ?? '').replace(/:$/, '') : 'is too entangled'
    throw new UsageError(`--file: is neither YAML nor JSON: ${reason}`)
  }
  if (!isObject(document)) throw new UsageError('--file: must be an object')
  return document
}

/** Under `services.talos.config` as the API has it, or under `config` for short. */
function settingsOf(document: JsonObject): JsonObject | undefined {
  const services = objectOf(document, 'services', '')
  const talos = services === undefined ? undefined : objectOf(services, 'talos', 'services.')
  const others = Object.keys(services ?? {}).filter((name) => name !== 'talos')
  if (others.length > 0) throw new UsageError(`--file: services.${others[0]}: this server has only talos`)
  const [long, short] = [talos && objectOf(talos, 'config', 'services.talos.'), objectOf(document, 'config', '')]
  if (long !== undefined && short !== undefined) throw new UsageError('--file: config: is there twice')
  return long ?? short
}

function objectOf(parent: JsonObject, name: string, path: string): JsonObject | undefined {
  const value = parent[name]
  if (value === undefined || value === null) return undefined
  if (!isObject(value)) throw new UsageError(`--file: ${path}${name}: must be an object`)
  return value
}

function textOf(document: JsonObject, name: string): string | undefined {
  const value = document[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || value === '') throw new UsageError(`--file: ${name}: must be a text`)
  return value
}

function environmentOf(document: JsonObject): ProjectFile['environment'] {
  const text = textOf(document, 'environment')
  if (text !== undefined && !ENVIRONMENTS.includes(text)) throw new UsageError('--file: environment: must be prod, stage or dev')
  return text as ProjectFile['environment']
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
