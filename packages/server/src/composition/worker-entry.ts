// A thread that answers requests: started, told and watched by the main thread.
import { parentPort, workerData } from 'node:worker_threads'
import { shapeSettings } from '../config/load-config.ts'
import { fromSettingRows, type SettingRow } from '../config/setting-rows.ts'
import { withoutProcess } from '../telemetry/merge-figures.ts'
import { observeStores } from '../telemetry/observe-store.ts'
import { handOverLines } from '../workers/hand-over-lines.ts'
import type { FromWorker, ToWorker, WorkerIdentity } from '../workers/messages.ts'
import { buildTelemetry } from './build-telemetry.ts'
import { makeLiveConfig } from './live-config.ts'
import { joinInstallation } from './open-installation.ts'
import { serveHere } from './serve-here.ts'
import type { WorkerOrder } from './serve-in-threads.ts'
import { joinMemory } from './shared-memory.ts'
import { systemClock as clock, systemRandom as random } from './system-clock.ts'
import { takeSteps } from './take-steps.ts'

const tell = (message: FromWorker): void => parentPort?.postMessage(message)

const order = workerData as WorkerOrder & WorkerIdentity
const { environment, surface, operationsPort, worker } = order
const sources = { file: order.configFile, environment }
const loaded = shapeSettings(fromSettingRows(order.settings), sources)
const live = makeLiveConfig(loaded)
const memory = joinMemory(order.memory, { owner: order.owner, clock })
const telemetry = await buildTelemetry(loaded.config, clock, {
  logLine: handOverLines((lines) => tell({ kind: 'log', lines })),
  worker,
})
const joined = await joinInstallation(loaded, random)
const installation = { ...joined, store: observeStores(joined.store, telemetry.measure) }
const stopping = new AbortController()
const serving = serveHere({
  installation,
  loaded,
  live,
  environment,
  surface,
  stopping: stopping.signal,
  clock,
  random,
  overrides: {},
  telemetry,
  operationsPort: () => operationsPort,
  limits: memory.limits,
  channel: memory.openChannel(),
})

function reload(rows: readonly SettingRow[]): void {
  try {
    const reloaded = shapeSettings(fromSettingRows(rows), sources)
    live.replace(reloaded)
    telemetry.applyConfig(reloaded.config)
    serving.applyConfig(reloaded)
  } catch (error) {
    // A file that it names may have changed again; then the next reload brings what this one could not.
    telemetry.logger.error({ err: error }, 'a worker could not take over the configuration, its last good one stays')
  }
}

async function stop(): Promise<never> {
  stopping.abort()
  try {
    await takeSteps('a worker did not stop cleanly', [
      () => serving.stop(),
      () => telemetry.tracing?.stop(),
      () => installation.store.close(),
    ])
  } catch (error) {
    telemetry.logger.error({ err: error }, 'a worker did not stop cleanly')
    process.exit(1)
  }
  process.exit(0)
}

async function act(message: ToWorker<readonly SettingRow[]>): Promise<void> {
  switch (message.kind) {
    case 'listen':
      return tell({ kind: 'listening', port: await serving.open(message.port) })
    case 'reload':
      return reload(message.reload)
    case 'read_figures':
      return tell({ kind: 'figures', question: message.question, figures: withoutProcess(await telemetry.metrics.read()) })
    case 'announce_stop':
      return stopping.abort()
    case 'stop':
      return stop()
  }
}

// What fails here ends the thread, and the main thread is told why.
parentPort?.on('message', (message: ToWorker<readonly SettingRow[]>) => void act(message))
tell({ kind: 'prepared' })
