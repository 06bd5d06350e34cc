// Builds the web console where it is missing or older than its sources: node tools/build-console.ts
import { createHash } from 'node:crypto'
import { existsSync, globSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { shippedPackages } from './shipped-packages.ts'
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
  'tools/{build-console,shipped-packages}.ts',
]
/** Beside what is served: the licences of what is bundled, and from them those of all that is shipped. */
const LICENCES = '.vite/licenses.json'
const PACKAGES = '.vite/packages.json'
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
    await build({
      root: CONSOLE,
      configFile: join(CONSOLE, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: draft, license: { fileName: LICENCES } },
    })
    writeFileSync(
      join(draft, PACKAGES),
      JSON.stringify(shippedPackages(readJson('package-lock.json'), readJson(draft, LICENCES))),
    )
    for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && COMPRESSIBLE.test(entry.name)) compress(join(entry.parentPath, entry.name))
    }
    writeFileSync(join(draft, '.sources'), stamp)
    moveIntoPlace(draft)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

const readJson = (...path: readonly string[]) => JSON.parse(readFileSync(resolve(repositoryRoot, ...path), 'utf8'))

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
