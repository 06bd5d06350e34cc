import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'

/** One request that reached a receiver. */
export interface Received {
  readonly id: string
  readonly type: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what came over the wire, whatever it is
  readonly data: any
  /** Whether the `standardwebhooks` package accepts it under the receiver's secret. */
  readonly isGenuine: boolean
}

export type Answer = number | ((answer: ServerResponse) => void)

/** What a customer would write to be told: a plain server with the `standardwebhooks` package. */
export class Receiver {
  readonly received: Received[] = []
  /** What every request is answered, until it is told otherwise. */
  answer: Answer = 204
  secret = ''
  readonly #server: Server
  #port = 0

  static async start(port = 0): Promise<Receiver> {
    const receiver = new Receiver()
    await receiver.listen(port)
    return receiver
  }

  private constructor() {
    this.#server = createServer((request, answer) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        this.#note(request.headers, Buffer.concat(chunks).toString('utf8'))
        if (typeof this.answer === 'function') this.answer(answer)
        else answer.writeHead(this.answer).end()
      })
    })
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}/hook`
  }

  get port(): number {
    return this.#port
  }

  get ids(): readonly string[] {
    return this.received.map(({ id }) => id)
  }

  get types(): readonly string[] {
    return this.received.map(({ type }) => type)
  }

  async listen(port = this.#port): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, '127.0.0.1', () => resolve())
    })
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  #note(headers: IncomingHttpHeaders, body: string): void {
    const { type, data } = JSON.parse(body)
    const id = String(headers['webhook-id'])
    this.received.push({ id, type, headers, body, data, isGenuine: isGenuine(this.secret, headers, body) })
  }
}

export function isGenuine(secret: string, headers: IncomingHttpHeaders, body: string): boolean {
  if (secret === '') return false
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>)
    return true
  } catch {
    return false
  }
}

const PATIENCE_MS = 15_000

/** Waits until something is so. */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`in vain: ${what}`)
    await delay(20)
  }
}
