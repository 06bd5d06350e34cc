import type { IncomingMessage } from 'node:http'

/** The request's place in a trace (W3C Trace Context), its own or the caller's. */
export interface TraceScope {
  readonly traceId: string
  /** Absent where the request is not recorded and only the caller's trace is known. */
  readonly spanId: string | undefined
  /** Does some of the request's work, so that what it asks of others belongs to the trace. */
  run<T>(work: () => T): T
}

/** What becomes known of a request on its way, for whoever counts, logs and traces. */
export interface RequestTrail {
  readonly requestId: string
  readonly method: string
  /** On the monotonic clock. */
  readonly startedAtMs: number
  readonly trace: TraceScope | undefined
  /** The route's template, never the path: paths hold ids. */
  route: string
  projectId: string | undefined
  /** Which kind of credential let the caller in. */
  callerKind: string | undefined
  /** Of `Admission`; 0 once it is handed back. */
  ticket: number
}

/** Told of every request once when it comes and once when its answer is out, or cannot get out any more. Never throws. */
export interface RequestObserver {
  begin(request: IncomingMessage, requestId: string): RequestTrail
  end(trail: RequestTrail, status: number): void
}

/** The route of what leads nowhere. */
export const UNMATCHED = 'unmatched'

/** The status of an answer that its caller did not wait for. Never sent; nginx counts such requests as the same. */
export const CALLER_GONE = 499

type Beginning = Pick<RequestTrail, 'requestId' | 'method' | 'startedAtMs' | 'trace'>

/** Nothing is known yet of who asks what. */
export const beginTrail = ({ requestId, method, startedAtMs, trace }: Beginning): RequestTrail => ({
  requestId,
  method,
  startedAtMs,
  trace,
  route: UNMATCHED,
  projectId: undefined,
  callerKind: undefined,
  ticket: 0,
})

/** For servers that nobody watches. */
export const unobserved: RequestObserver = {
  begin: ({ method = '' }, requestId) => beginTrail({ requestId, method, startedAtMs: 0, trace: undefined }),
  end() {},
}

export const withinTrace = <T>({ trace }: RequestTrail, work: () => T): T => (trace === undefined ? work() : trace.run(work))
