import { errorFromResponse, LatchkeyError, LatchkeyUnreachableError } from './errors.ts'
import { type OperationId, operations } from './generated/operations.ts'
import { isTransientStatus, retryDelayMs } from './retry.ts'
import { sleep } from './sleep.ts'

export interface ConnectionOptions {
  /** `https://<slug>.example.com` or `https://example.com/projects/<id or slug>`; for the control plane `https://example.com`. */
  readonly endpoint: string
  /** A project API key (`ory_pat_…`), for the control plane a workspace API key (`ory_wak_…`). Not needed for self-revocation and the JWKS. */
  readonly apiKey?: string | undefined
  /** How long a call may take, retries included. Default 30 seconds. */
  readonly timeoutMs?: number | undefined
  /** How often a call that may be repeated is tried again. Default 3. */
  readonly retries?: number | undefined
  /** Stands in for the global `fetch`: proxies, tests. */
  readonly fetch?: typeof fetch | undefined
}

/** What came back beside the body. */
export interface ResponseFacts {
  readonly status: number
  readonly headers: Headers
  /** 1 when the first try succeeded. */
  readonly attempts: number
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** Overrides the connection's. */
  readonly timeoutMs?: number
  /** Correlates the call with the server's logs; ≤ 128 printable characters. */
  readonly requestId?: string
  /** Called with the status and headers of the answer: ETag, rate limit, cache state. */
  readonly onResponse?: (facts: ResponseFacts) => void
}

export interface OperationRequest {
  /** Values of the path's placeholders. */
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The body carries a `request_id`, so a repeated call does nothing twice. */
  readonly hasRequestId?: boolean
}

const DEFAULT_TIMEOUT_MS = 30_000
const DEFAULT_RETRIES = 3

/** Sends operations: addresses, authenticates, retries what may be repeated, and turns refusals into errors. */
export class Transport {
  readonly #base: string
  readonly #apiKey: string | undefined
  readonly #timeoutMs: number
  readonly #retries: number
  readonly #fetch: typeof fetch

  constructor(options: ConnectionOptions) {
    this.#base = baseAddress(options.endpoint)
    this.#apiKey = checkedApiKey(options.apiKey)
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
    this.#retries = options.retries ?? DEFAULT_RETRIES
    this.#fetch = options.fetch ?? fetch
  }

  /** Resolves to the parsed body, `undefined` when there is none. Rejects with `LatchkeyError` or `LatchkeyUnreachableError`. */
  async send(id: OperationId, request: OperationRequest, options: CallOptions = {}): Promise<unknown> {
    const address = this.#base + operationAddress(id, request)
    const timeoutMs = options.timeoutMs ?? this.#timeoutMs
    const deadlineAt = performance.now() + timeoutMs
    const timeUp = AbortSignal.timeout(timeoutMs)
    const signal = options.signal === undefined ? timeUp : AbortSignal.any([options.signal, timeUp])
    const init = { ...this.#init(id, request, options), signal }
    const retries = mayRepeat(id, request) ? this.#retries : 0
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#try(address, init, options.signal)
      if ('body' in outcome) {
        options.onResponse?.({ ...outcome.facts, attempts: attempt + 1 })
        return outcome.body
      }
      const delayMs = retryDelayMs(attempt, retryAfterOf(outcome.failure), Math.random())
      const isLastTry = attempt >= retries || performance.now() + delayMs >= deadlineAt
      if (isLastTry || !isTransient(outcome.failure)) throw outcome.failure
      await sleep(delayMs, signal).catch(() => options.signal?.throwIfAborted())
    }
  }

  /**
   * The body of an answer of any length, as it comes; the time limit is for its beginning. Never sent twice. Rejects like
   * `send`, and when the answer breaks off.
   */
  async *read(
    id: OperationId,
    request: OperationRequest,
    options: CallOptions = {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const address = this.#base + operationAddress(id, request)
    const timeUp = new AbortController()
    const timer = setTimeout(() => timeUp.abort(new DOMException('', 'TimeoutError')), options.timeoutMs ?? this.#timeoutMs)
    const signal = options.signal === undefined ? timeUp.signal : AbortSignal.any([options.signal, timeUp.signal])
    try {
      const headers = { accept: '*/*', ...request.headers }
      const response = await this.#fetch(address, { ...this.#init(id, { ...request, headers }, options), signal })
      if (!response.ok || response.body === null) {
        throw errorFromResponse(response.status, response.headers, parseJson(await response.text()), Date.now())
      }
      clearTimeout(timer)
      options.onResponse?.({ status: response.status, headers: response.headers, attempts: 1 })
      yield* response.body
    } catch (cause) {
      options.signal?.throwIfAborted()
      if (cause instanceof LatchkeyError) throw cause
      throw new LatchkeyUnreachableError(describeNetworkFailure(address, cause), { cause })
    } finally {
      clearTimeout(timer)
    }
  }

  #init(id: OperationId, request: OperationRequest, options: CallOptions): RequestInit {
    const headers = new Headers({ accept: 'application/json', ...request.headers })
    if (this.#apiKey !== undefined) headers.set('authorization', `Bearer ${this.#apiKey}`)
    if (options.requestId !== undefined) headers.set('x-request-id', options.requestId)
    // A redirect would carry credentials to an address nobody configured.
    const init: RequestInit = { method: operations[id].method, headers, redirect: 'manual' }
    if (request.body === undefined) return init
    headers.set('content-type', 'application/json')
    return { ...init, body: JSON.stringify(request.body) }
  }

  async #try(address: string, init: RequestInit, caller: AbortSignal | undefined): Promise<TryOutcome> {
    try {
      const response = await this.#fetch(address, init)
      const text = await response.text()
      const body = parseJson(text)
      if (response.ok && (text === '' || body !== undefined)) {
        return { body, facts: { status: response.status, headers: response.headers } }
      }
      return { failure: errorFromResponse(response.status, response.headers, body, Date.now()) }
    } catch (cause) {
      caller?.throwIfAborted()
      return { failure: new LatchkeyUnreachableError(describeNetworkFailure(address, cause), { cause }) }
    }
  }
}

type TryOutcome =
  | { readonly body: unknown; readonly facts: Omit<ResponseFacts, 'attempts'> }
  | { readonly failure: LatchkeyError | LatchkeyUnreachableError }

/** The endpoint without a trailing slash; refuses what would lose or leak something. */
function baseAddress(endpoint: string): string {
  const url = URL.parse(endpoint)
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TypeError('endpoint: must be an http or https URL')
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new TypeError('endpoint: must not have credentials, a query or a fragment')
  }
  return url.origin + url.pathname.replace(/\/+$/, '')
}

/** What no header can carry would be quoted, secret and all, by the error of whoever tries to send it. */
function checkedApiKey(apiKey: string | undefined): string | undefined {
  const trimmed = apiKey?.trim()
  if (trimmed !== undefined && !/^[\x21-\x7e]*$/.test(trimmed)) {
    throw new TypeError('apiKey: must be one line of ASCII characters without blanks')
  }
  return trimmed
}

function operationAddress(id: OperationId, request: OperationRequest): string {
  const path = operations[id].path.replace(/\{(\w+)\}/g, (_, name: string) => pathSegment(name, request.path?.[name]))
  const query = Object.entries(request.query ?? {}).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] as [string, string]],
  )
  return query.length === 0 ? path : `${path}?${new URLSearchParams(query)}`
}

/** A dot segment or an empty one would address another operation. */
function pathSegment(name: string, value: string | undefined): string {
  if (value === undefined || value === '' || value === '.' || value === '..') throw new TypeError(`${name}: must name a resource`)
  return encodeURIComponent(value)
}

/** With If-Match the second try would meet the ETag that the first one made. */
function mayRepeat(id: OperationId, request: OperationRequest): boolean {
  const { repeatable } = operations[id]
  if (request.headers?.['if-match'] !== undefined) return false
  return repeatable === 'always' || (repeatable === 'with_request_id' && request.hasRequestId === true)
}

const isTransient = (failure: LatchkeyError | LatchkeyUnreachableError): boolean =>
  failure instanceof LatchkeyUnreachableError || isTransientStatus(failure.status)

const retryAfterOf = (failure: LatchkeyError | LatchkeyUnreachableError): number | undefined =>
  failure instanceof LatchkeyError ? failure.retryAfterMs : undefined

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function describeNetworkFailure(address: string, cause: unknown): string {
  const { origin } = new URL(address)
  if (cause instanceof Error && cause.name === 'TimeoutError') return `${origin} did not answer in time`
  const code =
    cause instanceof Error && cause.cause instanceof Error && 'code' in cause.cause ? ` (${String(cause.cause.code)})` : ''
  return `Cannot reach ${origin}${code}`
}
