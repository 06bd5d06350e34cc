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
    const deadline = AbortSignal.timeout(this.#options.timeoutMs)
    const url = new URL(request.url)
    const literal = addressOfHost(url.hostname)
    if (literal !== undefined && !this.#mayAsk(literal)) return failed('target_not_allowed')
    try {
      return { outcome: 'answered', status: await this.#exchange(url, request, AbortSignal.any([deadline, signal])) }
    } catch (error) {
      signal.throwIfAborted()
      return failed(deadline.aborted ? 'timeout' : failureOf(error))
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
      const sending = (isTls ? tlsRequest : plainRequest)(url, options, (answer) => {
        readSome(answer, () => {
          resolve(answer.statusCode ?? 0)
          sending.destroy()
        })
      })
      sending.on('error', reject)
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
function readSome(answer: IncomingMessage, done: () => void): void {
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > ANSWER_MAX_BYTES) done()
  })
  answer.on('end', done)
  answer.on('error', done)
  answer.on('close', done)
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
