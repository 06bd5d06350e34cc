import type { IncomingHttpHeaders } from 'node:http'
import type { Logger } from 'pino'
import { beginTrail, type RequestObserver, type RequestTrail, type TraceScope } from '../http/request-trail.ts'
import type { Observer } from './observer.ts'
import type { Tracing } from './tracing.ts'

/** Which requests get a line in the log. */
export interface RequestLogPolicy {
  /** Single verifications are many, and a line costs more than the verification. */
  readonly requests: 'all' | 'without_verifications' | 'none'
  readonly healthChecks: boolean
}

export interface RequestObserverParts {
  readonly observer: Pick<Observer, 'request'>
  readonly tracing: Pick<Tracing, 'beginRequest' | 'endRequest'> | undefined
  readonly logger: Logger
  readonly policy: () => RequestLogPolicy
  readonly monotonicMs: () => number
  /** The routes that only ask how the server is. */
  readonly healthRoutes: ReadonlySet<string>
  readonly verifyRoute: string
}

/** Counts, traces and logs each request of the API. */
export function makeRequestObserver(parts: RequestObserverParts): RequestObserver {
  const { observer, tracing, logger, policy, monotonicMs } = parts
  const traceOf = (headers: IncomingHttpHeaders): TraceScope | undefined =>
    tracing === undefined ? foreignTrace(headers['traceparent']) : tracing.beginRequest(headers)

  const levelOf = (route: string): 'info' | 'debug' | undefined => {
    const { requests, healthChecks } = policy()
    if (requests === 'none' || (!healthChecks && parts.healthRoutes.has(route))) return undefined
    return requests === 'all' || route !== parts.verifyRoute ? 'info' : 'debug'
  }

  return {
    begin: ({ method = '', headers }, requestId) =>
      beginTrail({ requestId, method, startedAtMs: monotonicMs(), trace: traceOf(headers) }),
    end(trail, status) {
      const { method, route } = trail
      const durationMs = monotonicMs() - trail.startedAtMs
      observer.request({ method, route, status, durationMs })
      if (trail.trace !== undefined) tracing?.endRequest(trail, status)
      const level = levelOf(route)
      if (level !== undefined && logger.isLevelEnabled(level)) logger[level](lineOf(trail, status, durationMs), 'request')
    },
  }
}

const lineOf = (trail: RequestTrail, status: number, durationMs: number): object => ({
  requestId: trail.requestId,
  method: trail.method,
  route: trail.route,
  status,
  durationMs: Math.round(durationMs * 1000) / 1000,
  projectId: trail.projectId,
  callerKind: trail.callerKind,
  traceId: trail.trace?.traceId,
  spanId: trail.trace?.spanId,
})

/** W3C Trace Context §3.2.2: version, trace, parent, flags. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/

/** Where nothing is recorded, lines still say which trace of the caller's they belong to. */
function foreignTrace(traceparent: string | string[] | undefined): TraceScope | undefined {
  const traceId = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent)?.[1] : undefined
  return traceId === undefined ? undefined : { traceId, spanId: undefined, run: (work) => work() }
}
