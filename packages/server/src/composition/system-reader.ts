import { readFileSync } from 'node:fs'
import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { ShippedPackage } from '@latchkey/contract/messages/console-system'
import type { Instant } from '@latchkey/core/ports/clock'
import { diagnosedSettings } from '../config/diagnosed-settings.ts'
import { ENVIRONMENT_PREFIX, type Environment } from '../config/environment.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { SystemFacts, SystemReader } from '../http/console-api/system-facts.ts'
import { VERSION } from '../version.ts'
import type { Store } from './open-store.ts'
import type { Surface } from './surfaces.ts'

/** Written by the build of the console, which knows everything that is shipped; no file that is served. */
const PACKAGES_FILE = new URL('../../../console/dist/.vite/packages.json', import.meta.url)

const DSN_PATH = 'db.dsn'

export interface SystemSources {
  readonly loaded: () => LoadedConfig
  readonly environment: Environment
  readonly store: Pick<Store, 'isHealthy' | 'readSchema' | 'latestSchema'>
  readonly surface: Surface
  readonly startedAt: Instant
  /** Known once they listen. */
  readonly ports: { readonly api: () => number; readonly operations: () => number }
}

/** What the server can say of itself to those who administer it. */
export function makeSystemReader(sources: SystemSources): SystemReader {
  const { store, environment } = sources
  const environmentVariables = Object.keys(environment)
    .filter((name) => name.startsWith(ENVIRONMENT_PREFIX) && environment[name] !== undefined)
    .sort()
  let packages: readonly ShippedPackage[] | undefined
  return {
    readFacts: () => {
      packages ??= readPackages()
      return { ...factsOf(sources), environmentVariables, packages }
    },
    readPlatform: () => ({
      os: platform(),
      release: release(),
      architecture: arch(),
      cpus: cpus().length,
      memory_bytes: totalmem(),
      resident_bytes: process.memoryUsage.rss(),
    }),
    latestSchema: store.latestSchema,
    isStoreHealthy: () => store.isHealthy(),
    readSchema: () => store.readSchema(),
  }
}

function factsOf({ loaded, surface, startedAt, ports }: SystemSources): Omit<SystemFacts, 'environmentVariables' | 'packages'> {
  const { config, secrets, warnings, settings } = loaded()
  const { http, metrics } = config.serve
  return {
    version: VERSION,
    startedAt,
    surface,
    storeKind: config.database.kind,
    storePath: settings.has(DSN_PATH) || config.database.kind !== 'sqlite' ? undefined : config.database.path,
    apiAddress: addressOf(ports.api(), http),
    operationsAddress: addressOf(ports.operations(), metrics),
    publicUrl: config.console.publicUrl,
    cacheMaxBytes: config.cache.maxBytes,
    isTracing: config.tracing.kind === 'on',
    masterKey: secrets.master === undefined ? 'file' : 'configuration',
    warnings,
    settings: [...diagnosedSettings(settings)],
  }
}

/** The port that the system chose, where the configuration leaves it to choose. */
const addressOf = (bound: number, { host, port }: { readonly host: string; readonly port: number }): string =>
  `${host.includes(':') ? `[${host}]` : host}:${bound === 0 ? port : bound}`

function readPackages(): readonly ShippedPackage[] {
  try {
    return JSON.parse(readFileSync(PACKAGES_FILE, 'utf8'))
  } catch {
    return []
  }
}
