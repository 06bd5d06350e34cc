/** Somebody else's package that runs wherever Latchkey does. */
export interface ShippedPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression, as the package says it. */
  readonly licence: string
  readonly part: 'server' | 'console'
}

/** As much of a lock file (npm 7 and later) as says what is installed without `--include=dev`. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}

interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly link?: boolean
}

/** What the bundler says of one package that it took something from. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  readonly identifier: string | null
}

const INSTALLED = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/

/** Everything that the server needs to run, and everything that is in the bundle of the console; by part and name. */
export const shippedPackages = (lock: LockFile, bundled: readonly BundledPackage[]): readonly ShippedPackage[] =>
  [...ofServer(lock), ...ofConsole(bundled), ...ofStyles(lock)].toSorted((one, other) => compare(keyOf(one), keyOf(other)))

function ofServer({ packages }: LockFile): readonly ShippedPackage[] {
  const found = Object.entries(packages).flatMap(([path, { version, license, dev, devOptional, link }]): ShippedPackage[] => {
    const name = INSTALLED.exec(path)?.[1]
    const isShipped = dev !== true && devOptional !== true && link !== true
    return name === undefined || version === undefined || !isShipped
      ? []
      : [{ name, version, licence: license ?? 'unknown', part: 'server' }]
  })
  return [...new Map(found.map((each) => [keyOf(each), each])).values()]
}

const ofConsole = (bundled: readonly BundledPackage[]): readonly ShippedPackage[] =>
  bundled
    .filter(({ name }) => !name.startsWith('@latchkey/'))
    .map(({ name, version, identifier }) => ({ name, version, licence: identifier ?? 'unknown', part: 'console' }))

/** The bundler counts scripts only. */
const STYLES = 'tailwindcss'

function ofStyles({ packages }: LockFile): readonly ShippedPackage[] {
  const { version, license } = packages[`node_modules/${STYLES}`] ?? {}
  return version === undefined ? [] : [{ name: STYLES, version, licence: license ?? 'unknown', part: 'console' }]
}

const keyOf = ({ part, name, version }: ShippedPackage): string => `${part} ${name} ${version}`
const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
