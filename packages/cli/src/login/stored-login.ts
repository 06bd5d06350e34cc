import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { RefusedError } from '../exit-code.ts'
import type { Terminal } from '../terminal.ts'

/** What `latchkey auth` keeps for later calls; its keys open nothing but `endpoint`. */
export interface StoredLogin {
  /** The server's own address. */
  readonly endpoint: string
  readonly workspaceApiKey?: string
  readonly projectApiKeys: readonly StoredProjectApiKey[]
  /** The project that `latchkey use project` chose. */
  readonly project?: KnownProject
}

export interface KnownProject {
  readonly id: string
  readonly slug: string
}

export interface StoredProjectApiKey extends KnownProject {
  readonly value: string
}

/** Where it lies (XDG Base Directory: a relative path does not count); `undefined` for a user without a home. */
export function loginFile({ environment }: Terminal): string | undefined {
  const configured = environment['XDG_CONFIG_HOME']
  if (configured !== undefined && isAbsolute(configured)) return join(configured, 'latchkey', 'credentials.json')
  const home = environment['HOME'] || environment['USERPROFILE']
  return home === undefined || home === '' ? undefined : join(home, '.config', 'latchkey', 'credentials.json')
}

/** Throws `RefusedError` for a user without a home. */
export function requireLoginFile(terminal: Terminal): string {
  const file = loginFile(terminal)
  if (file === undefined) throw new RefusedError('There is no place for a login: set HOME or XDG_CONFIG_HOME')
  return file
}

/** A login that opens nothing yet. */
export const newLogin = (endpoint: string): StoredLogin => ({ endpoint, projectApiKeys: [] })

/** `undefined` when there is none. Throws `RefusedError` when it cannot be read. */
export function readLogin(file: string): StoredLogin | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new RefusedError(`The stored login cannot be read: ${file} (${code ?? 'unknown error'})`)
  }
  const login = parseLogin(text)
  if (login === undefined) throw new RefusedError(`The stored login is damaged: ${file}; \`latchkey auth logout\` removes it`)
  return login
}

/** Whether others on this machine can read it. */
export const isReadableByOthers = (file: string): boolean => process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0

/** Replaces it as a whole, readable for its owner only from the first moment. */
export function writeLogin(file: string, login: StoredLogin): void {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}`
  rmSync(draft, { force: true })
  writeFileSync(draft, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  chmodSync(draft, 0o600)
  renameSync(draft, file)
}

/** False when there was nothing to remove. */
export function removeLogin(file: string): boolean {
  try {
    rmSync(file)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw cause
  }
}

function parseLogin(text: string): StoredLogin | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isLogin(value) ? value : undefined
}

function isLogin(value: unknown): value is StoredLogin {
  if (!isRecord(value) || typeof value['endpoint'] !== 'string') return false
  const { workspaceApiKey, projectApiKeys, project } = value
  if (workspaceApiKey !== undefined && typeof workspaceApiKey !== 'string') return false
  if (project !== undefined && !isKnownProject(project)) return false
  return Array.isArray(projectApiKeys) && projectApiKeys.every((key) => isKnownProject(key) && typeof key['value'] === 'string')
}

const isKnownProject = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && typeof value['id'] === 'string' && typeof value['slug'] === 'string'

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
