import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as it arrived. */
export interface StubRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

export interface StubAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A real HTTP server on the loopback interface that answers what a test says and remembers what it was asked. */
export interface StubApi {
  readonly endpoint: string
  readonly requests: readonly StubRequest[]
  stop(): Promise<void>
}

export async function startStubApi(answer: (request: StubRequest) => StubAnswer | Promise<StubAnswer>): Promise<StubApi> {
  const requests: StubRequest[] = []
  const server = createServer(async (message, response) => {
    const text = Buffer.concat(await Array.fromAsync(message as AsyncIterable<Buffer>)).toString('utf8')
    const request: StubRequest = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: message.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
    requests.push(request)
    const { status = 200, headers = {}, body } = await answer(request)
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** A key record as the server answers it. */
export const keyRecord = (changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  key_id: '11111111-1111-4111-8111-111111111111',
  name: 'ci',
  actor_id: 'user_1',
  status: 'KEY_STATUS_ACTIVE',
  scopes: ['orders:read'],
  metadata: {},
  visibility: 'KEY_VISIBILITY_SECRET',
  expire_time: null,
  last_used_time: null,
  last_used_ip: '',
  create_time: '2026-01-01T00:00:00Z',
  update_time: '2026-01-01T00:00:00Z',
  ip_restriction: null,
  rate_limit_policy: null,
  ...changes,
})

/** The error envelope. */
export const errorAnswer = (status: number, id: string, message: string, metadata: Record<string, string> = {}): StubAnswer => ({
  status,
  body: {
    error: {
      code: status,
      status: 'X',
      message,
      request: 'req-1',
      id,
      reason: message,
      details: [{ reason: id.toUpperCase(), metadata }],
    },
  },
})
