import { type LookupAddress, type LookupOptions, lookup as resolveName } from 'node:dns'
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as TlsAgent, request as tlsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { SendFailure, SendOutcome, WebhookRequest, WebhookSender } from '@latchkey/core/ports/webhook-sender'
import { addressOfHost, isPublicAddress } from '@latchkey/core/webhook/target-address'

/** Finds all addresses of a name, as `dns.lookup` does with `all`. */
export type ResolveName = (
  hostname: string,
  options: LookupOptions & { all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export interface HttpWebhookSenderOptions {
  /** Receivers on this machine and in private networks may be asked. */
  readonly allowPrivateTargets: boolean
  /** For the whole attempt: name, connection, TLS, answer. */
  readonly timeoutMs: number
  readonly resolve?: ResolveName
  /** Certificate authorities besides the system's, in PEM. */
  readonly ca?: string
}

/** An answer's body says nothing to us: this much is read, so that the receiver can finish, and the rest is not. */
const ANSWER_MAX_BYTES = 64 * 1024

class TargetNotAllowed extends Error {}

/**
 * Asks receivers over HTTP. A name is resolved once per attempt, its addresses are checked, and exactly these are connected
 * to, on a connection of its own: what the name means a moment later does not matter. When one of the addresses is not
 * public, none is asked.
 */
export class HttpWebhookSender implements WebhookSender {
  readonly #options: HttpWebhookSenderOptions

  constructor(options: HttpWebhookSenderOptions) {
    this.#options = options
  }

  async send(request: WebhookRequest, signal: AbortSignal): Promise<SendOutcome> {
    signal.throwIfAborted()
    const url = new URL(request.url)
    const literal = addressOfHost(url.hostname)
    if (literal !== undefined && !this.#mayAsk(literal)) return failed('target_not_allowed')
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), this.#options.timeoutMs)
    try {
      const status = await this.#exchange(url, request, AbortSignal.any([deadline.signal, signal]))
      return { outcome: 'answered', status }
    } catch (error) {
      signal.throwIfAborted()
      return failed(deadline.signal.aborted ? 'timeout' : failureOf(error))
    } finally {
      clearTimeout(timer)
    }
  }

  /** Resolves to the status once the body is read as far as it is read at all. */
  #exchange(url: URL, { headers, body }: WebhookRequest, signal: AbortSignal): Promise<number> {
    const isTls = url.protocol === 'https:'
    const agent = isTls ? new TlsAgent({ keepAlive: false }) : new PlainAgent({ keepAlive: false })
    const bytes = Buffer.from(body, 'utf8')
    const options = {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-length': String(bytes.length) },
      lookup: this.#checkedLookup(),
      signal,
      ...(this.#options.ca === undefined ? {} : { ca: this.#options.ca }),
    }
    return new Promise((resolve, reject) => {
      let status: number | undefined
      const finish = (error?: unknown): void => {
        if (status === undefined) reject(error)
        else resolve(status)
        sending.destroy()
      }
      const sending = (isTls ? tlsRequest : plainRequest)(url, options, (answer) => {
        status = answer.statusCode ?? 0
        readSome(answer, finish)
      })
      // Whatever goes wrong once there is a status, it stays.
      sending.on('error', finish)
      // A name that is never resolved keeps a request from noticing that it was given up.
      signal.addEventListener('abort', () => finish(signal.reason), { once: true })
      sending.end(bytes)
    })
  }

  #checkedLookup(): LookupFunction {
    const resolve: ResolveName = this.#options.resolve ?? ((hostname, options, done) => resolveName(hostname, options, done))
    return (hostname, options, done) => {
      resolve(hostname, { ...options, all: true }, (error, addresses) => {
        const [first] = addresses ?? []
        if (error !== null) done(error, [])
        else if (first === undefined || !addresses.every(({ address }) => this.#mayAsk(address))) done(new TargetNotAllowed(), [])
        else if (options.all === true) done(null, addresses)
        else done(null, first.address, first.family)
      })
    }
  }

  #mayAsk(address: string): boolean {
    return this.#options.allowPrivateTargets || isPublicAddress(address)
  }
}

/** Reads until the end, an error or the limit: the status has been decided before. */
function readSome(answer: IncomingMessage, finish: () => void): void {
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > ANSWER_MAX_BYTES) finish()
  })
  for (const end of ['end', 'error', 'close']) answer.on(end, () => finish())
}

const failed = (failure: SendFailure): SendOutcome => ({ outcome: 'failed', failure })

function failureOf(error: unknown): SendFailure {
  const causes = error instanceof AggregateError ? error.errors : [error]
  if (causes.some((cause) => cause instanceof TargetNotAllowed)) return 'target_not_allowed'
  const codes = causes.map((cause) => (cause instanceof Error && 'code' in cause ? String(cause.code) : ''))
  return codes.map(failureOfCode).find((failure) => failure !== undefined) ?? 'connection_failed'
}

function failureOfCode(code: string): SendFailure | undefined {
  if (/^(ENOTFOUND|EAI_|ENODATA)/.test(code)) return 'name_not_resolved'
  if (/^HPE_/.test(code)) return 'answer_malformed'
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/.test(code)) return 'tls_failed'
  return undefined
}
