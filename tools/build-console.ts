// Builds the web console where it is missing or older than its sources: node tools/build-console.ts
import { createHash } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { repositoryRoot } from './source-files.ts'

const CONSOLE = join(repositoryRoot, 'packages/console')
const DIST = join(CONSOLE, 'dist')
const STAMP = join(DIST, '.sources')
/** What the build reads: the console, and what it takes from the packages that it imports. */
const SOURCES = [
  'packages/console/{index.html,package.json,*.ts}',
  'packages/console/{src,public}/**/*',
  'packages/{sdk,contract}/src/**/*.ts',
  'packages/core/src/**/*.ts',
  'package-lock.json',
]
const COMPRESSIBLE = /\.(?:js|css|svg|json)$/

/** The hash of everything that the build depends on. */
function stampOfSources(): string {
  const hash = createHash('sha256')
  const files = globSync(SOURCES, { cwd: repositoryRoot, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
  for (const file of files.sort()) hash.update(`${file.slice(repositoryRoot.length)}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

const isBuilt = (stamp: string): boolean => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp

/** Does nothing where the build is of these sources. Builds beside and moves into place, so that two at once do no harm. */
export async function buildConsole(): Promise<void> {
  const stamp = stampOfSources()
  if (isBuilt(stamp)) return
  const draft = join(CONSOLE, `dist-${process.pid}`)
  try {
    const { build } = await import('vite')
    await build({ root: CONSOLE, configFile: join(CONSOLE, 'vite.config.ts'), logLevel: 'warn', build: { outDir: draft } })
    for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && COMPRESSIBLE.test(entry.name)) compress(join(entry.parentPath, entry.name))
    }
    writeFileSync(join(draft, '.sources'), stamp)
    moveIntoPlace(draft)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function compress(file: string): void {
  const content = readFileSync(file)
  writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
}

function moveIntoPlace(draft: string): void {
  const former = `${draft}-former`
  if (existsSync(DIST)) renameSync(DIST, former)
  renameSync(draft, DIST)
  rmSync(former, { recursive: true, force: true })
}

if (import.meta.main) await buildConsole()
