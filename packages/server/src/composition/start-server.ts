import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Secret } from '@latchkey/core/credential/secret'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { Project } from '@latchkey/core/project/project'
import type { Logger } from 'pino'
import type { Environment } from '../config/environment.ts'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { type ConfigWatch, watchConfig } from '../config/watch-config.ts'
import { buildOperationsServer } from '../http/operations/operations-server.ts'
import { VERSION } from '../version.ts'
import { buildLogger } from './build-logger.ts'
import { buildRuntime, type Runtime } from './build-runtime.ts'
import { type Installation, openInstallation } from './open-installation.ts'
import { type Sweeper, startOutboxSweeper } from './outbox-sweeper.ts'
import type { Overrides } from './overrides.ts'
import type { Surface } from './surfaces.ts'
import { systemClock, systemRandom } from './system-clock.ts'

/** How long a stop waits for requests that are under way. */
const DRAIN_MS = 10_000

export interface StartOptions {
  readonly configFile?: string | undefined
  readonly environment: Environment
  /** Default: all. */
  readonly surface?: Surface
  readonly overrides?: Overrides
}

export interface StartedServer {
  readonly host: string
  readonly port: number
  readonly operationsPort: number
  readonly dataDir: string
  readonly defaultProject: Pick<Project, 'id' | 'slug' | 'name'>
  /** To be shown once; absent when there was a project key already or automation chose it. */
  readonly firstProjectKey: Secret | undefined
  /** For people, without values. */
  readonly warnings: readonly string[]
  /** The audit chain of a project or workspace, oldest first. */
  readAuditEvents(chainId: string): readonly AuditEvent[]
  /** Takes no more requests, finishes those under way, writes what is queued and closes the store. May be called again. */
  stop(): Promise<void>
}

/** Opens everything and listens. Throws ConfigError, MasterKeyError or DomainError, and then leaves nothing open. */
export async function startServer(options: StartOptions): Promise<StartedServer> {
  const overrides = options.overrides ?? {}
  const loaded = loadConfig({ file: options.configFile, environment: options.environment })
  const clock = overrides.clock ?? systemClock
  const random = overrides.random ?? systemRandom
  const logger = buildLogger(loaded.config.log, overrides.logLine)
  const installation = await openInstallation(loaded, { clock, random })
  const health = { isReady: () => installation.store.isHealthy(), version: VERSION }
  const runtime = buildRuntime({
    installation,
    loaded,
    surface: options.surface ?? 'all',
    health,
    logger,
    clock,
    random,
    overrides,
  })
  const running: Running = {
    runtime,
    installation,
    operations: buildOperationsServer(health),
    watch: watchLive(options, loaded, runtime, logger),
    sweeper: startOutboxSweeper(installation.store, clock, logger),
  }
  try {
    return await open(running, loaded)
  } catch (error) {
    await stopAll(running)
    throw error
  }
}

interface Running {
  readonly runtime: Runtime
  readonly installation: Installation
  readonly operations: Server
  readonly watch: ConfigWatch
  readonly sweeper: Sweeper
}

async function open(running: Running, { config, warnings }: LoadedConfig): Promise<StartedServer> {
  const { runtime, installation, operations } = running
  await runtime.invalidations.start()
  runtime.lastUsed.start()
  const project = await runtime.projects.resolveDefault()
  if (project === undefined) throw new Error('the first project cannot be read')
  await runtime.api.listen({ host: config.serve.http.host, port: config.serve.http.port })
  await listen(operations, config.serve.metrics)
  let stopping: Promise<void> | undefined
  return {
    host: config.serve.http.host,
    port: portOf(runtime.api.server),
    operationsPort: portOf(operations),
    dataDir: config.dataDir,
    defaultProject: { id: project.id, slug: project.slug, name: project.name },
    firstProjectKey: installation.firstStart.outcome === 'created' ? installation.firstStart.projectApiKey : undefined,
    warnings,
    readAuditEvents: (chainId) => installation.store.readAuditEvents(chainId),
    stop() {
      stopping ??= stopAll(running)
      return stopping
    },
  }
}

/** A reloaded configuration holds from the next request on; one that cannot be used changes nothing. */
const watchLive = (options: StartOptions, current: LoadedConfig, runtime: Runtime, logger: Logger): ConfigWatch =>
  watchConfig({
    sources: { file: options.configFile, environment: options.environment },
    current,
    onReload({ loaded, applied, warnings }) {
      runtime.applyConfig(loaded)
      logger.info({ applied, warnings }, 'configuration reloaded')
    },
    onRefused: (problems) => logger.error({ problems }, 'configuration refused, the last good one stays'),
  })

async function stopAll({ runtime, installation, operations, watch, sweeper }: Running): Promise<void> {
  watch.stop()
  sweeper.stop()
  runtime.invalidations.stop()
  const forced = setTimeout(() => runtime.api.server.closeAllConnections(), DRAIN_MS)
  await runtime.api.close()
  clearTimeout(forced)
  await close(operations)
  await runtime.lastUsed.stop()
  await installation.store.close()
}

const listen = (server: Server, { host, port }: { host: string; port: number }): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

const portOf = (server: Server): number => (server.address() as AddressInfo | null)?.port ?? 0
