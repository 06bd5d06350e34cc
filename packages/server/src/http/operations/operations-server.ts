import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Logger } from 'pino'
import { answerError } from '../answer-error.ts'
import { requestIdOf } from '../request-id.ts'
import { jsonHeaderList } from '../security-headers.ts'

export interface Health {
  /** What keeps this process from its work, part by part; nothing when it is ready. Liveness never depends on it. */
  findProblems(): Awaitable<Readonly<Record<string, string>>>
  readonly version: string
}

export interface HealthAnswer {
  readonly status: number
  readonly body:
    | { readonly status: string }
    | { readonly version: string }
    | { readonly errors: Readonly<Record<string, string>> }
}

/** `/health/alive`, `/health/ready` and `/version`; `undefined` for any other path. */
export async function answerHealth(path: string, health: Health): Promise<HealthAnswer | undefined> {
  if (path === '/health/alive') return { status: 200, body: { status: 'ok' } }
  if (path === '/version') return { status: 200, body: { version: health.version } }
  if (path !== '/health/ready') return undefined
  const problems = await problemsOf(health)
  const isReady = Object.keys(problems).length === 0
  return isReady ? { status: 200, body: { status: 'ok' } } : { status: 503, body: { errors: problems } }
}

async function problemsOf(health: Health): Promise<Readonly<Record<string, string>>> {
  try {
    return await health.findProblems()
  } catch {
    return { health: 'cannot be determined' } // what cannot say how it is, is not ready
  }
}

/** The port for operators: health and version, kept apart from the API so that it can stay inside the network. */
export function buildOperationsServer(health: Health, logger: Logger): Server {
  return createServer(async (request, response) => {
    const requestId = requestIdOf(request.headers['x-request-id'])
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const answer = await answerHealth(path, health)
    if (answer === undefined) answerError(response, new DomainError('not_found'), { requestId, logger })
    else if (isRead(request)) send(response, answer, requestId)
    else {
      response.setHeader('Allow', 'GET, HEAD')
      answerError(response, new DomainError('method_not_allowed'), { requestId, logger })
    }
  })
}

/** Load balancers ask either way; Node leaves the body out of the answer to HEAD. */
const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD'

function send(response: ServerResponse, { status, body }: HealthAnswer, requestId: string): void {
  const text = JSON.stringify(body)
  const facts = ['X-Request-ID', requestId, 'Content-Length', String(Buffer.byteLength(text))]
  response.writeHead(status, [...jsonHeaderList, ...facts])
  response.end(text)
}
