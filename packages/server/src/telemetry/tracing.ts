import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type * as OpenTelemetry from '@opentelemetry/api'
import type { Context, Span, Tracer } from '@opentelemetry/api'
import type { RequestTrail, TraceScope } from '../http/request-trail.ts'
import type { CredentialKind } from './observer.ts'
import { openSpanProvider, type SpanProvider, type TracingOptions, type TracingParts } from './span-provider.ts'

const STOP_TIMEOUT_MS = 3000

interface Scope extends TraceScope {
  readonly context: Context
  readonly span: Span
  readonly isRecorded: boolean
}

interface TracingTools extends Pick<TracingOptions, 'sampleRate'>, Pick<TracingParts, 'draw'> {
  readonly api: typeof OpenTelemetry
  readonly tracer: Tracer
  readonly provider: SpanProvider
}

/** Loads OpenTelemetry, which nobody pays for who does not use it. */
export async function startTracing(options: TracingOptions, parts: TracingParts): Promise<Tracing> {
  const [api, provider] = await Promise.all([import('@opentelemetry/api'), openSpanProvider(options, parts)])
  const tracer = provider.getTracer('latchkey', options.serviceVersion)
  return new Tracing({ api, tracer, provider, sampleRate: options.sampleRate, draw: parts.draw })
}

/**
 * Records requests as spans, and what they ask of the store as spans below them. Neither names nor attributes hold a path, a
 * credential, the id of a key or what an error says.
 */
export class Tracing {
  readonly #tools: TracingTools
  readonly #working = new AsyncLocalStorage<Scope>()

  constructor(tools: TracingTools) {
    this.#tools = tools
  }

  /** `undefined`: neither recorded here nor part of anybody's trace. */
  beginRequest(headers: IncomingHttpHeaders): TraceScope | undefined {
    const { api, provider, sampleRate, draw } = this.#tools
    const parent = headers['traceparent'] === undefined ? undefined : provider.extract(headers)
    const foreign = parent && api.trace.getSpan(parent)
    if (parent === undefined || foreign === undefined) return draw() < sampleRate ? this.#record(api.ROOT_CONTEXT) : undefined
    const isSampled = (foreign.spanContext().traceFlags & api.TraceFlags.SAMPLED) !== 0
    return isSampled ? this.#record(parent) : this.#scopeOf(parent, foreign, false)
  }

  endRequest({ trace, method, route, requestId, projectId, callerKind }: RequestTrail, status: number): void {
    if (!isScope(trace) || !trace.isRecorded) return
    const { span } = trace
    span.updateName(`${method} ${route}`)
    span.setAttributes({
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
      'latchkey.request_id': requestId,
      ...(projectId === undefined ? {} : { 'latchkey.project_id': projectId }),
      ...(callerKind === undefined ? {} : { 'latchkey.caller_kind': callerKind }),
    })
    if (status >= 500) span.setStatus({ code: this.#tools.api.SpanStatusCode.ERROR })
    span.end()
  }

  /** Begins a span below the request that is being worked on; what it returns ends it. */
  beginSpan(name: string): ((failed: boolean) => void) | undefined {
    const scope = this.#working.getStore()
    if (scope?.isRecorded !== true) return undefined
    const { api, tracer } = this.#tools
    const span = tracer.startSpan(name, { kind: api.SpanKind.CLIENT }, scope.context)
    return (failed) => {
      if (failed) span.setStatus({ code: api.SpanStatusCode.ERROR })
      span.end()
    }
  }

  /** Says of the request that is being worked on what it verified. */
  verification(kind: CredentialKind, outcome: string, cache: string): void {
    const scope = this.#working.getStore()
    if (scope?.isRecorded !== true) return
    scope.span.setAttributes({ 'latchkey.credential_kind': kind, 'latchkey.outcome': outcome, 'latchkey.cache': cache })
  }

  /** The trace that is being worked on, for log lines. */
  current(): TraceScope | undefined {
    return this.#working.getStore()
  }

  /** For a request of ours to another server: W3C Trace Context, when a request is being worked on. */
  outgoingHeaders(): Readonly<Record<string, string>> {
    const scope = this.#working.getStore()
    return scope === undefined ? {} : this.#tools.provider.inject(scope.context)
  }

  /** Sends what is left. Waits for a collector, but not for ever. */
  async stop(): Promise<void> {
    await Promise.race([this.#tools.provider.shutdown(), delay(STOP_TIMEOUT_MS, undefined, { ref: false })])
  }

  #record(parent: Context): Scope {
    const { api, tracer } = this.#tools
    // Named when its route is known.
    const span = tracer.startSpan('request', { kind: api.SpanKind.SERVER }, parent)
    return this.#scopeOf(api.trace.setSpan(parent, span), span, true)
  }

  #scopeOf(context: Context, span: Span, isRecorded: boolean): Scope {
    const { traceId, spanId } = span.spanContext()
    const scope: Scope = {
      traceId,
      spanId: isRecorded ? spanId : undefined,
      context,
      span,
      isRecorded,
      run: (work) => this.#working.run(scope, work),
    }
    return scope
  }
}

const isScope = (scope: TraceScope | undefined): scope is Scope => scope !== undefined && 'span' in scope
