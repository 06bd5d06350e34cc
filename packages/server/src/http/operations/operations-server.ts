import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Logger } from 'pino'
import { answerError } from '../answer-error.ts'
import { requestIdOf } from '../request-id.ts'
import { NO_STORE, securityHeaders } from '../security-headers.ts'

export interface Health {
  /** What keeps this process from its work, part by part; nothing when it is ready. Liveness never depends on it. */
  findProblems(): Awaitable<Readonly<Record<string, string>>>
  /** What makes it slower or less exact, part by part, although it is ready. */
  findDegradations(): Awaitable<Readonly<Record<string, string>>>
  readonly version: string
}

export interface HealthAnswer {
  readonly status: number
  readonly body:
    | { readonly status: string; readonly degraded?: Readonly<Record<string, string>> }
    | { readonly version: string }
    | { readonly errors: Readonly<Record<string, string>> }
}

/** What only asks how the server is. */
export const HEALTH_PATHS: ReadonlySet<string> = new Set(['/health/alive', '/health/ready'])

/** `/health/alive`, `/health/ready` and `/version`; `undefined` for any other path. */
export async function answerHealth(path: string, health: Health): Promise<HealthAnswer | undefined> {
  if (path === '/health/alive') return { status: 200, body: { status: 'ok' } }
  if (path === '/version') return { status: 200, body: { version: health.version } }
  if (path !== '/health/ready') return undefined
  const problems = await problemsOf(health)
  if (Object.keys(problems).length > 0) return { status: 503, body: { errors: problems } }
  const degraded = await health.findDegradations()
  if (Object.keys(degraded).length > 0) return { status: 200, body: { status: 'degraded', degraded } }
  return { status: 200, body: { status: 'ok' } }
}

async function problemsOf(health: Health): Promise<Readonly<Record<string, string>>> {
  try {
    return await health.findProblems()
  } catch {
    return { health: 'cannot be determined' } // what cannot say how it is, is not ready
  }
}

/** Figures about this process, in a format that a monitoring system reads. */
export type MetricsPrinter = () => Promise<{ readonly type: string; readonly text: string }>

const METRICS_PATH = '/metrics'
const JSON_TYPE = 'application/json; charset=utf-8'

export interface OperationsParts {
  readonly health: Health
  readonly printMetrics: MetricsPrinter
  readonly logger: Logger
}

/** The port for operators: health, version and metrics, kept apart from the API so that it can stay inside the network. */
export function buildOperationsServer({ health, printMetrics, logger }: OperationsParts): Server {
  const answerTo = async (path: string): Promise<Page | undefined> => {
    if (path === METRICS_PATH) return { status: 200, ...(await printMetrics()) }
    const answer = await answerHealth(path, health)
    return answer && { status: answer.status, type: JSON_TYPE, text: JSON.stringify(answer.body) }
  }
  const answer = async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> => {
    const page = await answerTo((request.url ?? '').split('?', 1)[0] ?? '')
    if (page === undefined) throw new DomainError('not_found')
    if (isRead(request)) return send(response, page, requestId)
    response.setHeader('Allow', 'GET, HEAD')
    throw new DomainError('method_not_allowed')
  }
  return createServer((request, response) => {
    const requestId = requestIdOf(request.headers['x-request-id'])
    answer(request, response, requestId).catch((error: unknown) => answerError(response, error, { requestId, logger }))
  })
}

interface Page {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** Load balancers ask either way; Node leaves the body out of the answer to HEAD. */
const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'

function send(response: ServerResponse, { status, type, text }: Page, requestId: string): void {
  const facts = { 'Content-Type': type, 'X-Request-ID': requestId, 'Content-Length': Buffer.byteLength(text) }
  response.writeHead(status, { ...securityHeaders, 'Cache-Control': NO_STORE, ...facts })
  response.end(text)
}
