import { DomainError } from '@latchkey/core/errors/domain-error'
import { pushInvalidations } from '../coherence/push-invalidations.ts'
import type { Environment } from '../config/environment.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { type SettingRow, toSettingRows } from '../config/setting-rows.ts'
import { countedOf, type MetricFigures, mergeFigures, printMerged } from '../telemetry/merge-figures.ts'
import { assertPortIsFree } from '../workers/reuse-port.ts'
import { WorkerPool } from '../workers/worker-pool.ts'
import type { Telemetry } from './build-telemetry.ts'
import { degradationsIn } from './dependencies.ts'
import type { Store } from './open-store.ts'
import type { Serving } from './serving.ts'
import { type JoinedMemory, MAIN_OWNER, type SharedMemory } from './shared-memory.ts'
import type { Surface } from './surfaces.ts'
import { takeSteps } from './take-steps.ts'

const ENTRY = new URL('worker-entry.ts', import.meta.url)
/** What a thread does after its last request: write its queues and close its store. */
const CLOSE_MS = 1500

/** What a thread that answers requests is told when it begins. */
export interface WorkerOrder {
  readonly settings: readonly SettingRow[]
  readonly configFile: string | undefined
  readonly environment: Environment
  readonly surface: Surface
  readonly memory: SharedMemory
  readonly operationsPort: number
}

export interface ThreadsOptions extends Pick<WorkerOrder, 'configFile' | 'environment' | 'surface' | 'memory'> {
  readonly count: number
  readonly loaded: LoadedConfig
  /** The main thread's. */
  readonly joined: JoinedMemory
  /** The main thread's, which remembers nothing, but commits. */
  readonly store: Pick<Store, 'onCommitted'>
  readonly operationsPort: () => number
  /** Given when a stop was asked for. */
  readonly stopping: AbortSignal
  readonly telemetry: Telemetry
  readonly logLine: (line: string) => void
}

/** Several threads that answer requests on one port, each with a store, caches and queues of its own. */
export function serveInThreads(options: ThreadsOptions): Serving {
  const { loaded, joined, store, stopping, telemetry } = options
  const { host, port, drain } = loaded.config.serve.http
  let settings = toSettingRows(loaded.settings)
  let ofEndedThreads: Promise<MetricFigures> = Promise.resolve([])
  const pool = new WorkerPool<readonly SettingRow[]>({
    count: options.count,
    entry: ENTRY,
    workerData: () => orderOf(options, settings),
    firstOwner: MAIN_OWNER + 1,
    stopWithinMs: drain.timeoutMs + CLOSE_MS,
    onEnded(owner, figures) {
      joined.releaseLocksOf(owner)
      ofEndedThreads = ofEndedThreads.then((former) => mergeFigures([former, countedOf(figures)]))
    },
    onCrash: telemetry.metrics.workerCrash,
    logger: telemetry.logger,
    logLine: options.logLine,
  })
  const channel = joined.openChannel()
  const gauge = { name: 'latchkey_workers', help: 'Threads that answer requests: how many there shall be, and how many listen.' }
  telemetry.metrics.watch({ ...gauge, labels: { state: 'wanted' } }, () => options.count)
  telemetry.metrics.watch({ ...gauge, labels: { state: 'listening' } }, () => pool.listening)
  stopping.addEventListener('abort', () => pool.tellAll({ kind: 'announce_stop' }), { once: true })
  return {
    async open() {
      await pushInvalidations({ channel, store, memories: undefined })
      if (port !== 0) await assertPortIsFree({ host, port })
      return pool.start(port).catch(explain)
    },
    applyConfig(reloaded) {
      settings = toSettingRows(reloaded.settings)
      pool.tellAll({ kind: 'reload', reload: settings })
    },
    findProblems: () => (pool.listening > 0 ? {} : { workers: 'none of them listens' }),
    findDegradations: async () => degradationsIn(await pool.readFigures()),
    printMetrics: async () => {
      const [ours, ended, theirs] = await Promise.all([telemetry.metrics.read(), ofEndedThreads, pool.readFigures()])
      return printMerged([ours, ended, ...theirs])
    },
    stop: () => takeSteps('workers did not end cleanly', [() => pool.stop(), () => channel.close()]),
  }
}

const orderOf = (
  { configFile, environment, surface, memory, operationsPort }: ThreadsOptions,
  settings: readonly SettingRow[],
): WorkerOrder => ({
  settings,
  configFile,
  environment: { ...environment },
  surface,
  memory,
  operationsPort: operationsPort(),
})

/** What the system says about a port is told as it is, as by a server of one thread. */
function explain(error: unknown): never {
  if (error instanceof Error && 'syscall' in error) throw error
  const reason = error instanceof Error ? error.message : 'it threw what is no error'
  throw new DomainError('service_unavailable', { reason: `a worker could not start: ${reason}`, cause: error })
}
