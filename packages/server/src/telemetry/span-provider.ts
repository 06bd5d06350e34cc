import type { IncomingHttpHeaders } from 'node:http'
import type { Context, Tracer } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Observer } from './observer.ts'

export interface TracingOptions {
  readonly serviceName: string
  readonly serviceVersion: string
  readonly environment: string
  /** Where the collector takes OTLP over HTTP. */
  readonly url: string
  /** Share of the requests that begin a trace here; those that continue one follow its beginning. */
  readonly sampleRate: number
}

export interface TracingParts {
  readonly observer: Pick<Observer, 'spans'>
  /** A number from 0 to 1. */
  readonly draw: () => number
  readonly onExportFailure: (error: Error | undefined) => void
}

const EXPORT_TIMEOUT_MS = 5000

/** OpenTelemetry, as far as we use it. */
export interface SpanProvider {
  getTracer(name: string, version: string): Tracer
  /** W3C Trace Context of a request. */
  extract(headers: IncomingHttpHeaders): Context
  /** The same for a request to somebody else. */
  inject(context: Context): Readonly<Record<string, string>>
  /** Sends what is left; never rejects. */
  shutdown(): Promise<void>
}

/** Spans go out in batches, beside the requests; when the collector cannot keep up they are dropped. */
export async function openSpanProvider(options: TracingOptions, parts: Omit<TracingParts, 'draw'>): Promise<SpanProvider> {
  const [api, core, sdk, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/resources'),
  ])
  const propagator = new core.W3CTraceContextPropagator()
  const exporter = await openExporter(options.url, parts)
  const provider = new sdk.TracerProvider({
    // What is begun at all was chosen before.
    sampler: new sdk.AlwaysOnSampler(),
    resource: resourceFromAttributes({
      'service.name': options.serviceName,
      'service.version': options.serviceVersion,
      'deployment.environment.name': options.environment,
    }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, exportTimeoutMillis: EXPORT_TIMEOUT_MS })],
  })
  return {
    getTracer: (name, version) => provider.getTracer(name, version),
    extract: (headers) => propagator.extract(api.ROOT_CONTEXT, headers, api.defaultTextMapGetter),
    inject(context) {
      const headers: Record<string, string> = {}
      propagator.inject(context, headers, api.defaultTextMapSetter)
      return headers
    },
    shutdown: () => provider.shutdown().catch(parts.onExportFailure),
  }
}

/** The library's own, whose failures are counted and told of. */
async function openExporter(url: string, { observer, onExportFailure }: Omit<TracingParts, 'draw'>): Promise<SpanExporter> {
  const [{ OTLPTraceExporter }, { ExportResultCode }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/core'),
  ])
  const otlp = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS })
  return {
    export: (spans, done) =>
      otlp.export(spans, (result) => {
        const isExported = result.code === ExportResultCode.SUCCESS
        observer.spans(isExported ? 'exported' : 'failed', spans.length)
        if (!isExported) onExportFailure(result.error)
        done(result)
      }),
    shutdown: () => otlp.shutdown(),
    forceFlush: () => otlp.forceFlush(),
  }
}
