import type { Secret } from '@latchkey/core/credential/secret'
import type { AuditEvent } from '@latchkey/core/events/audit-event'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Project } from '@latchkey/core/project/project'
import { makeArgon2PasswordHasher } from '../adapters/argon2/argon2-password-hasher.ts'
import { loadConfig } from '../config/load-config.ts'
import { prepareConsole } from '../project/console-setup.ts'
import { observeStores } from '../telemetry/observe-store.ts'
import { countWorkers } from '../workers/count-workers.ts'
import { openStandardError } from './build-logger.ts'
import { buildTelemetry } from './build-telemetry.ts'
import { listen, portOf } from './listening.ts'
import { makeLiveConfig } from './live-config.ts'
import { type Installation, type InstallationSources, openInstallation, takeBackFirstKey } from './open-installation.ts'
import { type Parts, putTogether, type Running, type Threads } from './put-together.ts'
import { joinMemory, MAIN_OWNER, shareMemory } from './shared-memory.ts'
import type { StartOptions } from './start-options.ts'
import { systemClock, systemRandom } from './system-clock.ts'

export interface StartedServer {
  readonly host: string
  readonly port: number
  readonly operationsPort: number
  /** Threads that answer requests. */
  readonly workers: number
  readonly dataDir: string
  readonly defaultProject: Pick<Project, 'id' | 'slug' | 'name'>
  /** To be shown once; absent when there was a project key already or automation chose it. */
  readonly firstProjectKey: Secret | undefined
  /** Opens the console to whoever makes the first account with it; absent once there is one, and where there is no console. */
  readonly setupLink: Secret | undefined
  /** For people, without values. */
  readonly warnings: readonly string[]
  /** The audit chain of a project or workspace, oldest first. */
  readAuditEvents(chainId: string): Awaitable<readonly AuditEvent[]>
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
  const { overrides = {} } = options
  const loaded = loadConfig({ file: options.configFile, environment: options.environment })
  const { workers, host } = loaded.config.serve.http
  const { count, warnings } = await countWorkers(options.workers ?? workers, host)
  const clock = overrides.clock ?? systemClock
  const random = overrides.random ?? systemRandom
  const threads = count === 1 ? undefined : prepareThreads(count)
  const logLine = overrides.logLine ?? openStandardError()
  const telemetry = await buildTelemetry(loaded.config, clock, { logLine })
  const installation = await openMeasured({
    ...{ loaded, clock, random, telemetry },
    migrations: options.migrate === true ? 'apply' : undefined,
    onCommitStep: overrides.onCommitStep,
  })
  const parts: Parts = { options, loaded, live: makeLiveConfig(loaded), installation, telemetry, logLine, clock, random }
  const running = await orClose(installation, () => putTogether(parts, threads))
  try {
    return { ...(await open(running)), workers: count, warnings: [...loaded.warnings, ...warnings] }
  } catch (error) {
    await takeBackFirstKey(installation, { clock, random }).catch((failure: unknown) =>
      telemetry.logger.error({ err: failure }, 'the first project key was created, but not shown'),
    )
    await running.stop(0)
    throw error
  }
}

function prepareThreads(count: number): Threads {
  const memory = shareMemory()
  return { count, memory, joined: joinMemory(memory, { owner: MAIN_OWNER, clock: systemClock }) }
}

/** The installation, every call of whose store is measured from now on. */
async function openMeasured({
  loaded,
  telemetry,
  ...sources
}: Pick<Parts, 'loaded' | 'telemetry'> & InstallationSources): Promise<Installation> {
  try {
    const installation = await openInstallation(loaded, sources)
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

async function open(running: Running): Promise<Omit<StartedServer, 'workers' | 'warnings'>> {
  const { parts, serving, operations } = running
  const { installation, loaded, options } = parts
  const { config } = loaded
  await listen(operations, config.serve.metrics)
  const port = await serving.open()
  const first = await installation.store.projects.findDefaultProject()
  if (first === undefined) throw new Error('the first project cannot be read')
  const setupLink = options.surface === 'public' ? undefined : await setUpConsole(parts, port)
  running.hasOpened()
  const { id, slug, name } = first.project
  let stopping: Promise<void> | undefined
  return {
    host: config.serve.http.host,
    port,
    operationsPort: portOf(operations),
    dataDir: config.dataDir,
    defaultProject: { id, slug, name },
    firstProjectKey: installation.firstStart.outcome === 'created' ? installation.firstStart.projectApiKey : undefined,
    setupLink,
    readAuditEvents: (chainId) => installation.store.readAuditEvents(chainId),
    stop({ announceMs = 0 } = {}) {
      stopping ??= running.stop(announceMs === 'configured' ? config.serve.http.drain.announceMs : announceMs)
      return stopping
    },
  }
}

const setUpConsole = (
  { installation: { store, masterKeys }, loaded: { config }, clock, random }: Parts,
  port: number,
): Promise<Secret | undefined> =>
  prepareConsole({
    accounts: store.accounts,
    projects: store.projects,
    masterKey: masterKeys.current,
    passwords: makeArgon2PasswordHasher(),
    config,
    port,
    clock,
    random,
  })
