import type { Clock } from '@latchkey/core/ports/clock'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { VERIFY_PATH } from '../http/data-plane/verify-credential.ts'
import { HEALTH_PATHS } from '../http/operations/operations-server.ts'
import type { RequestObserver } from '../http/request-trail.ts'
import { type Metrics, makeMetrics, watchProcess } from '../telemetry/metrics.ts'
import { type Measure, makeMeasure } from '../telemetry/observe-store.ts'
import type { Observer } from '../telemetry/observer.ts'
import { makeRequestObserver, type RequestLogPolicy } from '../telemetry/request-observer.ts'
import { startTracing, type Tracing } from '../telemetry/tracing.ts'
import { VERSION } from '../version.ts'
import { buildLogger, type LogPlace } from './build-logger.ts'

/** Everything that measures a server. */
export interface Telemetry {
  readonly logger: Logger
  readonly metrics: Metrics
  readonly tracing: Tracing | undefined
  readonly requests: RequestObserver
  /** Counted, and noted in the trace of the request. */
  readonly verifications: Pick<Observer, 'verification'>
  readonly measure: Measure
  /** What a reloaded configuration says about the request log. */
  applyConfig(config: Config): void
}

/** At most one line a minute says that the collector cannot be reached. */
const COMPLAIN_EVERY_MS = 60_000

/** Reads the process from now on; starts to send traces where the configuration says so. */
export async function buildTelemetry(config: Config, clock: Clock, place: LogPlace): Promise<Telemetry> {
  let policy = policyOf(config)
  let tracing: Tracing | undefined
  const logger = buildLogger(config.log, place, () => tracing?.current())
  watchProcess()
  const metrics = makeMetrics({ version: VERSION })
  tracing = await openTracing(config.tracing, { metrics, clock, logger })
  return {
    logger,
    metrics,
    tracing,
    verifications: tracing === undefined ? metrics : both(metrics, tracing),
    requests: makeRequestObserver({
      observer: metrics,
      tracing,
      logger,
      policy: () => policy,
      monotonicMs: () => clock.monotonicMs(),
      healthRoutes: HEALTH_PATHS,
      verifyRoute: VERIFY_PATH,
    }),
    measure: makeMeasure({ observer: metrics, monotonicMs: () => clock.monotonicMs(), tracing }),
    applyConfig(reloaded) {
      policy = policyOf(reloaded)
    },
  }
}

const policyOf = ({ log, serve }: Config): RequestLogPolicy => ({
  requests: log.requests,
  healthChecks: serve.http.logHealthChecks,
})

const both = (one: Pick<Observer, 'verification'>, other: Pick<Observer, 'verification'>): Pick<Observer, 'verification'> => ({
  verification(...told) {
    one.verification(...told)
    other.verification(...told)
  },
})

interface TracingSurroundings {
  readonly metrics: Metrics
  readonly clock: Clock
  readonly logger: Logger
}

async function openTracing(tracing: Config['tracing'], surroundings: TracingSurroundings): Promise<Tracing | undefined> {
  if (tracing.kind === 'off') return undefined
  const { metrics, clock, logger } = surroundings
  let complainAgainAt = -Infinity
  return startTracing(
    { ...tracing, serviceVersion: tracing.serviceVersion ?? VERSION },
    {
      observer: metrics,
      draw: Math.random,
      onExportFailure(error) {
        if (clock.monotonicMs() < complainAgainAt) return
        complainAgainAt = clock.monotonicMs() + COMPLAIN_EVERY_MS
        logger.warn({ err: error }, 'traces could not be sent')
      },
    },
  )
}
