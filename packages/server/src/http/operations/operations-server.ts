import { createServer, type Server, type ServerResponse } from 'node:http'

export interface Health {
  /** Whether this process can answer what it is asked; liveness never depends on it. */
  isReady(): boolean | Promise<boolean>
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
  return (await isReady(health))
    ? { status: 200, body: { status: 'ok' } }
    : { status: 503, body: { errors: { store: 'cannot be reached' } } }
}

async function isReady(health: Health): Promise<boolean> {
  try {
    return await health.isReady()
  } catch {
    return false // a store that cannot say how it is, is not ready
  }
}

/** The port for operators: health and version, kept apart from the API so that it can stay inside the network. */
export function buildOperationsServer(health: Health): Server {
  return createServer(async (request, response) => {
    const answer = request.method === 'GET' ? await answerHealth((request.url ?? '').split('?', 1)[0] ?? '', health) : undefined
    send(response, answer ?? { status: 404, body: { errors: { path: 'not found' } } })
  })
}

function send(response: ServerResponse, { status, body }: HealthAnswer): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(JSON.stringify(body))
}
