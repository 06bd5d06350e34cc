import type { Awaitable } from '@latchkey/core/ports/awaitable'
import { collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client'
import { type Count, CounterCells, DurationCells, type Durations, type Labels, type Printable } from './cells.ts'
import type { MetricFigures } from './merge-figures.ts'
import type { Observer } from './observer.ts'

/** In milliseconds; printed in seconds. */
const REQUEST_BOUNDS_MS = [0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 10_000]
/** An embedded store answers in microseconds, one across a network in milliseconds. */
const STORE_BOUNDS_MS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 100, 500, 2500]

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

export interface Metrics extends Observer {
  /** A figure that is read when it is asked for, such as how long a queue is. One that cannot be read is not a number. */
  watch(gauge: Watched, read: () => Awaitable<number>): void
  /** All of it in Prometheus's text format, and what that is called. */
  print(): Promise<{ readonly type: string; readonly text: string }>
  /** The same as plain values, which may be merged with those of other threads. */
  read(): Promise<MetricFigures>
}

export interface Watched {
  readonly name: string
  readonly help: string
  readonly labels?: Labels
  /** What becomes of the figures of several threads; default: `sum`. */
  readonly aggregator?: 'sum' | 'max' | 'first'
}

/** The gauge of whoever lets things wait. */
export const QUEUE_DEPTH = { name: 'latchkey_queue_depth', help: 'What waits to be written or delivered.' }

/**
 * Counts for Prometheus. Every series belongs to a route, an outcome, an operation: things that this program names. Never to
 * a key, a project or an address, of which there is no end.
 */
export function makeMetrics(build: { readonly version: string }): Metrics {
  const registry = new Registry()
  const requests = openRequestCells(registry)
  const verifications = openVerificationCells(registry)
  const limits = openCounter(registry, 'latchkey_rate_limit_decisions_total', 'Decisions of rate limiters by whose limit it was.')
  const stores = openStoreCells(registry)
  const crashes = openCounter(registry, 'latchkey_worker_crashes_total', 'Workers that ended unexpectedly and were replaced.')({})
  const reloads = openCounter(registry, 'latchkey_config_reloads_total', 'Changed configurations by what became of them.')
  const sweeps = openCounter(registry, 'latchkey_swept_rows_total', 'Rows that ended and were removed, by kind.')
  const spans = openCounter(registry, 'latchkey_trace_spans_total', 'Recorded spans by whether the collector took them.')
  const sheds = openCounter(registry, 'latchkey_requests_shed_total', 'Requests refused under overload, by what they were for.')
  for (const result of ['applied', 'refused']) reloads({ result })
  const watch = makeWatch(registry)
  const buildInfo = { name: 'latchkey_build_info', help: 'Which server this is.', aggregator: 'first' } as const
  watch({ ...buildInfo, labels: { ...build, node: process.version } }, () => 1)
  return {
    ...requests,
    ...verifications,
    ...stores,
    rateLimit: (scope, decision) => limits({ scope, decision }).add(1),
    workerCrash: () => crashes.add(1),
    reload: (result) => reloads({ result }).add(1),
    sweep: (kind, rows) => sweeps({ kind }).add(rows),
    spans: (result, count) => spans({ result }).add(count),
    shed: (requestClass) => sheds({ class: requestClass }).add(1),
    watch,
    async print() {
      const parts = await Promise.all([registry.metrics(), processRegistry().metrics()])
      return { type: registry.contentType, text: parts.join('') }
    },
    async read() {
      const parts = await Promise.all([registry.getMetricsAsJSON(), processRegistry().getMetricsAsJSON()])
      return parts.flat() as unknown as MetricFigures
    },
  }
}

function makeWatch(registry: Registry): Metrics['watch'] {
  const gauges = new Map<string, Gauge>()
  const readers = new Map<string, (() => Promise<void>)[]>()
  return ({ name, help, labels = {}, aggregator = 'sum' }, read) => {
    const known = readers.get(name) ?? []
    if (!readers.has(name)) {
      const collect = async (): Promise<void> => void (await Promise.all(known.map((update) => update())))
      const shape = { name, help, aggregator, labelNames: Object.keys(labels) }
      gauges.set(name, new Gauge({ ...shape, registers: [registry], collect }))
      readers.set(name, known)
    }
    known.push(async () => {
      const value = await Promise.resolve()
        .then(read)
        .catch(() => Number.NaN)
      gauges.get(name)?.set(labels, value)
    })
  }
}

const register = (registry: Registry, metric: Printable): void => registry.registerMetric(metric as unknown as Metric)

/** A counter whose series begin when they are first counted. */
function openCounter(registry: Registry, name: string, help: string): (labels: Labels) => Count {
  const cells = new CounterCells(name, help)
  register(registry, cells)
  const opened = new Map<string, Count>()
  return (labels) => remembered(opened, Object.values(labels).join(' '), () => cells.open(labels))
}

function openRequestCells(registry: Registry): Pick<Observer, 'request'> {
  const counts = new CounterCells(
    'latchkey_http_requests_total',
    'Requests by route, method and status; 499: the caller was gone.',
  )
  const durations = new DurationCells({
    name: 'latchkey_http_request_duration_seconds',
    help: 'Time from the arrival of a request to the end of its answer.',
    boundsMs: REQUEST_BOUNDS_MS,
  })
  register(registry, counts)
  register(registry, durations)
  const byRoute = new Map<string, Map<string, RouteCells>>()
  return {
    request({ method: asked, route, status, durationMs }) {
      const method = METHODS.has(asked) ? asked : 'OTHER'
      const byMethod = remembered(byRoute, route, () => new Map<string, RouteCells>())
      const cells = remembered(byMethod, method, () => ({ durations: durations.open({ route, method }), byStatus: new Map() }))
      remembered(cells.byStatus, status, () => counts.open({ route, method, code: String(status) })).add(1)
      cells.durations.note(durationMs)
    },
  }
}

interface RouteCells {
  readonly durations: Durations
  readonly byStatus: Map<number, Count>
}

function openVerificationCells(registry: Registry): Pick<Observer, 'verification'> {
  const outcomes = new CounterCells('latchkey_verifications_total', 'Verifications by kind of credential and outcome.')
  register(registry, outcomes)
  const cached = openCounter(registry, 'latchkey_verification_cache_total', 'Verifications by how the cache took part.')
  const caches = {
    HIT: cached({ status: 'hit' }),
    MISS: cached({ status: 'miss' }),
    SKIP: cached({ status: 'skip' }),
  }
  const byKind = new Map<string, Map<string, Count>>()
  return {
    verification(kind, outcome, cache) {
      const byOutcome = remembered(byKind, kind, () => new Map<string, Count>())
      remembered(byOutcome, outcome, () => outcomes.open({ kind, outcome })).add(1)
      caches[cache].add(1)
    },
  }
}

function openStoreCells(registry: Registry): Pick<Observer, 'store'> {
  const durations = new DurationCells({
    name: 'latchkey_store_duration_seconds',
    help: 'Time of one operation of the store.',
    boundsMs: STORE_BOUNDS_MS,
  })
  register(registry, durations)
  const failures = openCounter(registry, 'latchkey_store_failures_total', 'Operations of the store that failed.')
  const byOperation = new Map<string, Durations>()
  return {
    store(operation, durationMs, failed) {
      remembered(byOperation, operation, () => durations.open({ operation })).note(durationMs)
      if (failed) failures({ operation }).add(1)
    },
  }
}

function remembered<K, V>(memory: Map<K, V>, key: K, open: () => V): V {
  const known = memory.get(key)
  if (known !== undefined) return known
  const opened = open()
  memory.set(key, opened)
  return opened
}

let ofProcess: Registry | undefined

/** Memory, processor, event loop: once per process, however many servers are started in it. */
function processRegistry(): Registry {
  if (ofProcess !== undefined) return ofProcess
  ofProcess = new Registry()
  collectDefaultMetrics({ register: ofProcess })
  // Gauges under the names of counters.
  for (const kind of ['handles', 'requests', 'resources']) ofProcess.removeSingleMetric(`nodejs_active_${kind}_total`)
  return ofProcess
}

/** Begins to watch the event loop, which says nothing about the time before. */
export const watchProcess = (): void => void processRegistry()
