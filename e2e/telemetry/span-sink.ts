import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A span as it arrives in OTLP's JSON, attributes as plain members. */
export interface SunkSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  readonly kind: number
  readonly failed: boolean
  readonly attributes: Readonly<Record<string, unknown>>
  readonly resource: Readonly<Record<string, unknown>>
}

export interface SpanSink {
  readonly url: string
  readonly spans: SunkSpan[]
  /** Everything that was sent, as it was sent. */
  readonly bodies: string[]
  readonly paths: string[]
  /** Waits until so many spans have come. */
  wait(count: number): Promise<readonly SunkSpan[]>
  close(): Promise<void>
}

interface Value {
  readonly [kind: string]: unknown
}
interface Attribute {
  readonly key: string
  readonly value: Value
}
interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[]
  }[]
}
interface SentSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly status: { readonly code?: number }
  readonly attributes: readonly Attribute[]
}

const PATIENCE_MS = 10_000
const STATUS_ERROR = 2

const plain = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

/** A collector that keeps what it is sent. */
export async function openSpanSink(): Promise<SpanSink> {
  const spans: SunkSpan[] = []
  const bodies: string[] = []
  const paths: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    bodies.push(body)
    paths.push(`${request.method} ${request.url} ${contentType(request.headers)}`)
    spans.push(...spansOf(JSON.parse(body) as Sent))
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    paths,
    async wait(count) {
      for (const startedAt = performance.now(); spans.length < count && performance.now() - startedAt < PATIENCE_MS; )
        await delay(50)
      return spans
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const contentType = (headers: IncomingHttpHeaders): string => headers['content-type'] ?? ''

const spansOf = ({ resourceSpans }: Sent): SunkSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId,
        name: span.name,
        kind: span.kind,
        failed: span.status.code === STATUS_ERROR,
        attributes: plain(span.attributes),
        resource: plain(resource.attributes),
      })),
    ),
  )
