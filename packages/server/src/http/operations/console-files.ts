import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'

/** One file of the built console as it goes out. */
export interface ConsoleFile {
  readonly type: string
  readonly body: Buffer
  /** The same, compressed when the console was built, by content coding (RFC 9110 §8.4.1). */
  readonly compressed: Readonly<Partial<Record<'br' | 'gzip', Buffer>>>
  /** Its name changes with its content, so that it may be kept for ever. */
  readonly isImmutable: boolean
}

/** The page that every address of the console answers with, and the files that it loads, by their path below the console. */
export interface ConsoleFiles {
  readonly page: string
  readonly files: ReadonlyMap<string, ConsoleFile>
}

/** In the built page, in place of where the console is served. */
const BASE_PLACEHOLDER = '/__console_base__/'

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json; charset=utf-8',
}

/** Reads the built console into memory, a few hundred KiB; `undefined` where it was not built. `base` ends with a slash. */
export function readConsoleFiles(folder: string, base: string): ConsoleFiles | undefined {
  const page = readOptional(join(folder, 'index.html'))
  if (page === undefined) return undefined
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && extname(entry.name) in types)
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(folder, path).startsWith('.'))
  return {
    page: page.toString('utf8').replaceAll(BASE_PLACEHOLDER, base),
    files: new Map(paths.map((path) => [relative(folder, path).replaceAll(sep, '/'), readFile(path)])),
  }
}

function readFile(path: string): ConsoleFile {
  const [br, gzip] = [readOptional(`${path}.br`), readOptional(`${path}.gz`)]
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    body: readFileSync(path),
    compressed: { ...(br && { br }), ...(gzip && { gzip }) },
    isImmutable: path.includes(`${sep}assets${sep}`),
  }
}

function readOptional(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
