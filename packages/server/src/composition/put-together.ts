import type { Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { LoadedConfig } from '../config/load-config.ts'
import { type ConfigWatch, watchConfig } from '../config/watch-config.ts'
import { buildOperationsServer } from '../http/operations/operations-server.ts'
import type { Telemetry } from './build-telemetry.ts'
import { closeAtOnce, portOf } from './listening.ts'
import type { LiveConfig } from './live-config.ts'
import { makeHealth } from './make-health.ts'
import type { Installation } from './open-installation.ts'
import { startOnce } from './run-once.ts'
import { serveHere } from './serve-here.ts'
import { serveInThreads } from './serve-in-threads.ts'
import type { Serving } from './serving.ts'
import type { JoinedMemory, SharedMemory } from './shared-memory.ts'
import type { StartOptions } from './start-options.ts'
import { takeSteps } from './take-steps.ts'

/** What a server is made of once its store is open. */
export interface Parts {
  readonly options: StartOptions
  readonly loaded: LoadedConfig
  readonly live: LiveConfig
  readonly installation: Installation
  readonly telemetry: Telemetry
  /** To where all of its threads log. */
  readonly logLine: (line: string) => void
  readonly clock: Clock
  readonly random: RandomSource
}

/** More than one thread, and what they have in common. */
export interface Threads {
  readonly count: number
  readonly memory: SharedMemory
  /** The main thread's. */
  readonly joined: JoinedMemory
}

/** A server that is put together; what goes on beside requests has begun. */
export interface Running {
  readonly parts: Parts
  readonly serving: Serving
  readonly operations: Server
  readonly once: { stop(): Promise<void> }
  readonly watch: ConfigWatch
  /** Once: that all of it listens. */
  hasOpened(): void
  /** Takes each step whatever became of those before it. */
  stop(announceMs: number): Promise<void>
}

export function putTogether(parts: Parts, threads: Threads | undefined): Running {
  const { options, installation, telemetry } = parts
  const stopping = new AbortController()
  let isOpen = false
  const health = makeHealth(installation, {
    stopping: stopping.signal,
    findProblems: () => (isOpen ? serving.findProblems() : { server: 'is starting' }),
    findDegradations: async () => ({
      ...(await serving.findDegradations()),
      ...(watch.isRefused() ? { configuration: 'was refused when it changed; the last good one stays' } : {}),
    }),
  })
  const operations = buildOperationsServer({ health, printMetrics: () => serving.printMetrics(), logger: telemetry.logger })
  const serving = buildServing(parts, threads, { stopping: stopping.signal, operations })
  const once = startOnce(installation, { ...parts, webhookSender: options.overrides?.webhookSender })
  const watch = watchLive(parts, serving)
  return {
    parts,
    serving,
    operations,
    once,
    watch,
    hasOpened() {
      isOpen = true
    },
    async stop(announceMs) {
      stopping.abort()
      if (announceMs > 0) await delay(announceMs)
      await takeSteps('the server did not stop cleanly', [
        () => watch.stop(),
        () => once.stop(),
        () => serving.stop(),
        () => telemetry.tracing?.stop(),
        () => closeAtOnce(operations),
        () => installation.store.close(),
      ])
    },
  }
}

interface ServingSurroundings {
  readonly stopping: AbortSignal
  readonly operations: Server
}

function buildServing(parts: Parts, threads: Threads | undefined, { stopping, operations }: ServingSurroundings): Serving {
  const { options, loaded, live, installation, telemetry, logLine, clock, random } = parts
  const { environment, configFile, surface = 'all', overrides = {} } = options
  const common = { loaded, environment, surface, stopping, telemetry, operationsPort: () => portOf(operations) }
  if (threads !== undefined) return serveInThreads({ ...common, ...threads, logLine, configFile, store: installation.store })
  return serveHere({
    ...common,
    installation,
    live,
    clock,
    random,
    overrides,
  })
}

/** A reloaded configuration holds from the next request on; one that cannot be used changes nothing. */
const watchLive = ({ options, loaded: current, live, telemetry }: Parts, serving: Serving): ConfigWatch =>
  watchConfig({
    sources: { file: options.configFile, environment: options.environment },
    current,
    onReload({ loaded, applied, warnings }) {
      live.replace(loaded)
      serving.applyConfig(loaded)
      telemetry.applyConfig(loaded.config)
      telemetry.metrics.reload('applied')
      telemetry.logger.info({ applied, warnings }, 'configuration reloaded')
    },
    onRefused(problems) {
      telemetry.metrics.reload('refused')
      telemetry.logger.error({ problems }, 'configuration refused, the last good one stays')
    },
  })
