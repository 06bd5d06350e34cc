// Fails when what we install could run code on installation, could change under us, or has grown without a decision.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles, repositoryRoot } from './source-files.ts'

/** Third-party packages that reach a production installation; raising it is a decision to be reviewed. */
const PRODUCTION_PACKAGES_MAX = 99

export interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly link?: boolean
  /** Comes inside of the package above it, whose integrity covers it. */
  readonly inBundle?: boolean
  readonly dev?: boolean
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const EXACT_VERSION = /^\d+\.\d+\.\d+$/

export function findLockProblems(packages: Readonly<Record<string, LockedPackage>>): string[] {
  const thirdParty = Object.entries(packages).filter(([path, entry]) => path.includes('node_modules/') && entry.link !== true)
  const production = thirdParty.filter(([, entry]) => entry.dev !== true)
  const problems = thirdParty.flatMap(([path, entry]) => [
    ...lockedPackageProblems(path, entry),
    ...namesMissingFromLock(packages, path, entry).map(
      (name) => `${path} needs ${name}, which the lock file lacks; npm ci refuses that`,
    ),
  ])
  if (production.length > PRODUCTION_PACKAGES_MAX) {
    problems.push(`${production.length} production packages, at most ${PRODUCTION_PACKAGES_MAX} are agreed`)
  }
  return problems
}

/** Also those of other platforms: a lock file that was written against an incomplete registry leaves them out. */
function namesMissingFromLock(packages: Readonly<Record<string, LockedPackage>>, path: string, entry: LockedPackage): string[] {
  const isLocked = (name: string): boolean => {
    for (let folder = path; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      if (`${folder}/node_modules/${name}` in packages) return true
    }
    return `node_modules/${name}` in packages
  }
  return Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter((name) => !isLocked(name))
}

function lockedPackageProblems(path: string, entry: LockedPackage): string[] {
  const problems: string[] = []
  if (entry.inBundle !== true && entry.integrity?.startsWith('sha512-') !== true)
    problems.push(`${path} has no SHA-512 integrity`)
  if (entry.resolved?.startsWith('https://') === false) problems.push(`${path} does not come over HTTPS`)
  if (entry.hasInstallScript === true && entry.dev !== true) problems.push(`${path} wants to run code on installation`)
  return problems
}

export const findManifestProblems = (path: string, manifest: Manifest): string[] =>
  [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].flatMap((group) =>
    Object.entries(group ?? {}).flatMap(([name, version]) =>
      EXACT_VERSION.test(version) ? [] : [`${path}: ${name} is not pinned to an exact version (${version})`],
    ),
  )

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8')

function findProblems(): string[] {
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> }
  const manifests = listFiles(['package.json', 'packages/*/package.json', 'e2e/package.json', 'bench/package.json'])
  const problems = [...findLockProblems(lock.packages)]
  for (const path of manifests) problems.push(...findManifestProblems(path, JSON.parse(read(path)) as Manifest))
  if (!read('.npmrc').split('\n').includes('ignore-scripts=true')) problems.push('.npmrc: ignore-scripts=true is missing')
  return problems
}

if (import.meta.main) {
  const problems = findProblems()
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length === 0 ? 0 : 1
}
