import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** What came over the wire. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: proofs look at what came over the wire, whatever it is
  readonly body: any
}

export interface Issued {
  readonly keyId: string
  readonly secret: string
}

export interface ApiTarget {
  readonly port: number
  readonly projectKey: string
  /** `/projects/<slug>` to name a project by path. */
  readonly base?: string
}

/** How long a server may be too busy. */
const BUSY_MS = 2000

type Attributes = Readonly<Record<string, unknown>>

/** The HTTP interface of one project over kept-alive connections, cheap enough for thousands of calls. */
export class Api {
  readonly #target: ApiTarget
  readonly #agent: Agent

  constructor(target: ApiTarget, connections = 256) {
    this.#target = target
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections })
  }

  request(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    return send({
      agent: this.#agent,
      port: this.#target.port,
      method,
      path: `${this.#target.base ?? ''}${path}`,
      text,
      headers: {
        authorization: `Bearer ${this.#target.projectKey}`,
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    })
  }

  admin(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.request(method, `/v2alpha1/admin${path}`, body, headers)
  }

  async issue(attributes: Attributes = {}): Promise<Issued> {
    const { body } = expectStatus(await this.admin('POST', '/issuedApiKeys', { name: 'proof', ...attributes }), 201)
    return { keyId: body.issued_api_key.key_id, secret: body.secret }
  }

  async import(rawKey: string, attributes: Attributes = {}): Promise<Issued> {
    const { body } = expectStatus(
      await this.admin('POST', '/importedApiKeys', { name: 'proof', actor_id: 'proof', raw_key: rawKey, ...attributes }),
      201,
    )
    return { keyId: (body.imported_api_key ?? body).key_id, secret: rawKey }
  }

  verify(credential: string, more: Attributes = {}, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.admin('POST', '/apiKeys:verify', { credential, ...more }, headers)
  }

  /** Whether the credential is good now. Asks again when the server has too much to do, and throws when it cannot say. */
  async isValid(credential: string): Promise<boolean> {
    for (const deadline = performance.now() + BUSY_MS; performance.now() < deadline; await delay(10)) {
      const isValid = await this.isValidIfAnswered(credential)
      if (isValid !== undefined) return isValid
    }
    throw new Error('the server could not say whether a credential is good')
  }

  /** `undefined` when the server refuses to say. */
  async isValidIfAnswered(credential: string): Promise<boolean | undefined> {
    const reply = await this.verify(credential)
    return reply.status === 503 ? undefined : expectStatus(reply, 200).body.is_valid
  }

  async derive(credential: string, attributes: Attributes = {}): Promise<string> {
    return expectStatus(await this.admin('POST', '/apiKeys:derive', { credential, ...attributes }), 200).body.token.token
  }

  /** All keys of a collection, page by page. */
  async list(collection: 'issuedApiKeys' | 'importedApiKeys', filter = ''): Promise<readonly KeyView[]> {
    const keys: KeyView[] = []
    let pageToken = ''
    do {
      const query = new URLSearchParams({ page_size: '1000', filter, page_token: pageToken })
      const { body } = expectStatus(await this.admin('GET', `/${collection}?${query}`), 200)
      keys.push(...(body.issued_api_keys ?? body.imported_api_keys))
      pageToken = body.next_page_token
    } while (pageToken !== '')
    return keys
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** What the proofs read of a key. */
export interface KeyView {
  readonly key_id: string
  readonly name: string
  readonly status: string
}

export function expectStatus(reply: Reply, status: number): Reply {
  if (reply.status !== status) throw new Error(`answered ${reply.status} instead of ${status}: ${JSON.stringify(reply.body)}`)
  return reply
}

export interface Sending {
  readonly agent: Agent
  readonly port: number
  readonly method: string
  readonly path: string
  readonly text: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** One call as it is described, with nothing added but the length of the body. */
export const send = ({ agent, port, method, path, text, headers }: Sending): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }
    const outgoing = request({ agent, host: '127.0.0.1', port, method, path, headers: { ...headers, ...length } }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: parsed(Buffer.concat(chunks).toString()) }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(text)
  })

function parsed(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
