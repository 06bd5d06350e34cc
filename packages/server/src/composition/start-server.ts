import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Secret } from '@latchkey/core/credential/secret'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { Project } from '@latchkey/core/project/project'
import { makeArgon2PasswordHasher } from '../adapters/argon2/argon2-password-hasher.ts'
import type { Environment } from '../config/environment.ts'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { type ConfigWatch, watchConfig } from '../config/watch-config.ts'
import { buildOperationsServer, type Health } from '../http/operations/operations-server.ts'
import { prepareConsole } from '../project/console-setup.ts'
import { observeStores } from '../telemetry/observe-store.ts'
import { VERSION } from '../version.ts'
import { type Background, startBackground } from './background.ts'
import { buildRuntime, type Runtime } from './build-runtime.ts'
import { buildTelemetry, type Telemetry } from './build-telemetry.ts'
import { drain } from './drain.ts'
import { type Installation, openInstallation, takeBackFirstKey } from './open-installation.ts'
import type { Overrides } from './overrides.ts'
import { startWebhooks } from './start-webhooks.ts'
import type { Surface } from './surfaces.ts'
import { systemClock, systemRandom } from './system-clock.ts'

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
  /** Opens the console to whoever makes the first account with it; absent once there is one, and where there is no console. */
  readonly setupLink: Secret | undefined
  /** For people, without values. */
  readonly warnings: readonly string[]
  /** The audit chain of a project or workspace, oldest first. */
  readAuditEvents(chainId: string): readonly AuditEvent[]
  /**
   * Says that it is no longer ready (and goes on answering for `announceMs`, so that load balancers notice), takes no more
   * connections, finishes the requests under way, writes what is queued and closes the store. May be called again: there is
   * one stop, and every call waits for it.
   */
  stop(options?: StopOptions): Promise<void>
}

export interface StopOptions {
  /** Default: 0; `configured` is `serve.http.drain.announce`. */
  readonly announceMs?: number | 'configured'
}

/** Opens everything and listens. Throws ConfigError, MasterKeyError or DomainError, and then leaves nothing open. */
export async function startServer(options: StartOptions): Promise<StartedServer> {
  const { overrides = {}, surface = 'all' } = options
  const loaded = loadConfig({ file: options.configFile, environment: options.environment })
  const clock = overrides.clock ?? systemClock
  const random = overrides.random ?? systemRandom
  const telemetry = await buildTelemetry(loaded.config, clock, overrides.logLine)
  const sources = { clock, random, logger: telemetry.logger }
  const installation = await openMeasured(loaded, { clock, random, telemetry })
  const running = await orClose(installation, () => {
    const stopping = new AbortController()
    const health = makeHealth(installation, stopping.signal)
    const operations = buildOperationsServer({ health, printMetrics: telemetry.metrics.print, ...sources })
    const runtime = buildRuntime({
      installation,
      operations,
      environment: options.environment,
      loaded,
      surface,
      health,
      stopping: stopping.signal,
      ...sources,
      overrides,
      telemetry,
    })
    return {
      telemetry,
      runtime,
      installation,
      stopping,
      operations,
      watch: watchLive({ options, loaded, runtime, telemetry }),
      background: startBackground(installation, { ...sources, config: runtime.config, onSwept: telemetry.metrics.sweep }),
      webhooks: startWebhooks(installation, {
        config: loaded.config,
        planNamed: runtime.planNamed,
        sender: overrides.webhookSender,
        ...sources,
      }),
    }
  })
  try {
    return await open(running, loaded, { clock, random, surface })
  } catch (error) {
    await takeBackFirstKey(installation, { clock, random }).catch((failure: unknown) =>
      telemetry.logger.error({ err: failure }, 'the first project key was created, but not shown'),
    )
    await stopAll(running)
    throw error
  }
}

/** The installation, every call of whose store is measured from now on. */
async function openMeasured(
  loaded: LoadedConfig,
  { clock, random, telemetry }: { clock: Clock; random: RandomSource; telemetry: Telemetry },
): Promise<Installation> {
  try {
    const installation = await openInstallation(loaded, { clock, random })
    return { ...installation, store: observeStores(installation.store, telemetry.measure) }
  } catch (error) {
    await telemetry.tracing?.stop()
    throw error
  }
}

/** What cannot be put together leaves no open database behind. */
async function orClose<T>({ store }: Installation, build: () => T): Promise<T> {
  try {
    return build()
  } catch (error) {
    await store.close()
    throw error
  }
}

const makeHealth = ({ store }: Installation, stopping: AbortSignal): Health => ({
  findProblems: () => ({
    ...(stopping.aborted ? { server: 'is stopping' } : {}),
    ...(store.isHealthy() ? {} : { store: 'cannot be reached' }),
  }),
  version: VERSION,
})

interface Running {
  readonly telemetry: Telemetry
  readonly runtime: Runtime
  readonly installation: Installation
  readonly stopping: AbortController
  readonly operations: Server
  readonly watch: ConfigWatch
  readonly background: Background
  readonly webhooks: { stop(): Promise<void> }
}

interface Opening {
  readonly clock: Clock
  readonly random: RandomSource
  readonly surface: Surface
}

async function open(running: Running, loaded: LoadedConfig, opening: Opening): Promise<StartedServer> {
  const { runtime, installation, operations } = running
  const { config, warnings } = loaded
  await runtime.invalidations.start()
  runtime.lastUsed.start()
  runtime.usage.start()
  const project = await runtime.projects.resolveDefault()
  if (project === undefined) throw new Error('the first project cannot be read')
  await runtime.api.listen({ host: config.serve.http.host, port: config.serve.http.port })
  await listen(operations, config.serve.metrics)
  const setupLink = opening.surface === 'public' ? undefined : await setUpConsole(running, loaded, opening)
  let stopping: Promise<void> | undefined
  return {
    host: config.serve.http.host,
    port: portOf(runtime.api.server),
    operationsPort: portOf(operations),
    dataDir: config.dataDir,
    defaultProject: { id: project.id, slug: project.slug, name: project.name },
    firstProjectKey: installation.firstStart.outcome === 'created' ? installation.firstStart.projectApiKey : undefined,
    setupLink,
    warnings,
    readAuditEvents: (chainId) => installation.store.readAuditEvents(chainId),
    stop(options) {
      stopping ??= stopAll(running, options)
      return stopping
    },
  }
}

const setUpConsole = (
  { runtime, installation: { store } }: Running,
  { config }: LoadedConfig,
  { clock, random }: Opening,
): Promise<Secret | undefined> =>
  prepareConsole({
    accounts: store.accounts,
    projects: store.projects,
    passwords: makeArgon2PasswordHasher(),
    config,
    port: portOf(runtime.api.server),
    clock,
    random,
  })

/** A reloaded configuration holds from the next request on; one that cannot be used changes nothing. */
const watchLive = ({ options, loaded: current, runtime, telemetry }: Watching): ConfigWatch =>
  watchConfig({
    sources: { file: options.configFile, environment: options.environment },
    current,
    onReload({ loaded, applied, warnings }) {
      runtime.applyConfig(loaded)
      telemetry.applyConfig(loaded.config)
      telemetry.metrics.reload('applied')
      telemetry.logger.info({ applied, warnings }, 'configuration reloaded')
    },
    onRefused(problems) {
      telemetry.metrics.reload('refused')
      telemetry.logger.error({ problems }, 'configuration refused, the last good one stays')
    },
  })

interface Watching {
  readonly options: StartOptions
  readonly loaded: LoadedConfig
  readonly runtime: Runtime
  readonly telemetry: Telemetry
}

/** Each step is taken whatever became of those before it. Until no request is left, changes elsewhere are still followed. */
async function stopAll(running: Running, { announceMs = 0 }: StopOptions = {}): Promise<void> {
  const { runtime, installation, stopping, operations, watch, background, webhooks, telemetry } = running
  const { drain: patience } = runtime.config().serve.http
  stopping.abort()
  await delay(announceMs === 'configured' ? patience.announceMs : announceMs)
  const steps: readonly (() => void | Promise<void>)[] = [
    () => watch.stop(),
    () => background.stop(),
    () => webhooks.stop(),
    () => drain(runtime.api, patience.timeoutMs),
    () => runtime.invalidations.stop(),
    () => runtime.lastUsed.stop(),
    () => runtime.usage.stop(),
    () => telemetry.tracing?.stop(),
    () => close(operations),
    () => installation.store.close(),
  ]
  const failures: unknown[] = []
  for (const step of steps) {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the server did not stop cleanly')
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
