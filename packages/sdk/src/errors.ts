/** What the server said when it refused, or could not answer. */
export interface LatchkeyErrorFacts {
  /** Stable name out of the error catalogue, such as `api_key_not_found`; `unexpected_response` when the body was not ours. */
  readonly id: string
  /** HTTP status. */
  readonly status: number
  /** For people, as exact as the server says it. */
  readonly message: string
  /** Finds the call in the server's logs; empty when the answer did not carry one. */
  readonly requestId: string
  readonly metadata: Readonly<Record<string, string>>
  /** What the server asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** The parsed body as it came: a refused batch carries its results there. */
  readonly body: unknown
}

/** The server answered, and the answer was a refusal or a failure. */
export class LatchkeyError extends Error {
  readonly id: string
  readonly status: number
  readonly requestId: string
  readonly metadata: Readonly<Record<string, string>>
  /** The path of the field that a `bad_request` is about. */
  readonly field: string | undefined
  readonly retryAfterMs: number | undefined
  declare readonly body: unknown

  constructor(facts: LatchkeyErrorFacts) {
    super(facts.message)
    this.name = 'LatchkeyError'
    this.id = facts.id
    this.status = facts.status
    this.requestId = facts.requestId
    this.metadata = facts.metadata
    this.field = facts.metadata['field']
    this.retryAfterMs = facts.retryAfterMs
    // Not enumerable: an error that is logged shows what matters.
    Object.defineProperty(this, 'body', { value: facts.body, enumerable: false })
  }
}

/** No answer: the network failed or the time was up. What was asked may or may not have happened. */
export class LatchkeyUnreachableError extends Error {
  constructor(message: string, options: { readonly cause: unknown }) {
    super(message, options)
    this.name = 'LatchkeyUnreachableError'
  }
}

/**
 * A key was issued, but the answer that carried its secret was lost on the way, and secrets are shown once.
 * Rotate the key to get a new secret, or revoke it.
 */
export class SecretLostError extends Error {
  readonly keyId: string

  constructor(keyId: string) {
    super(`The API key ${keyId} was issued, but the answer with its secret was lost. Rotate the key or revoke it.`)
    this.name = 'SecretLostError'
    this.keyId = keyId
  }
}

/** Reads the error envelope (AIP-193 with `id` and `request`); tolerates any other body, such as a proxy's HTML. */
export function errorFromResponse(status: number, headers: Headers, body: unknown, now: number): LatchkeyError {
  const envelope = memberObject(body, 'error')
  const id = memberText(envelope, 'id') || reasonInDetails(envelope)
  return new LatchkeyError({
    id: id === '' ? 'unexpected_response' : id,
    status,
    message:
      memberText(envelope, 'reason') || memberText(envelope, 'message') || `The server answered with HTTP status ${status}`,
    requestId: memberText(envelope, 'request') || (headers.get('x-request-id') ?? ''),
    metadata: errorMetadata(envelope),
    retryAfterMs: parseRetryAfterMs(headers.get('retry-after'), now),
    body,
  })
}

/** RFC 9110 §10.2.3: seconds or an HTTP date. */
export function parseRetryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const at = /^[A-Z][a-z]{2}, /.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}

/** AIP-193 without our `id`: the reason of the first ErrorInfo. */
function reasonInDetails(envelope: unknown): string {
  const details = isObject(envelope) ? envelope['details'] : undefined
  return Array.isArray(details) ? (details.map((detail) => memberText(detail, 'reason')).find(Boolean) ?? '') : ''
}

function errorMetadata(envelope: unknown): Readonly<Record<string, string>> {
  const details = isObject(envelope) ? envelope['details'] : undefined
  const first: unknown = Array.isArray(details) ? details[0] : undefined
  const entries = Object.entries(memberObject(first, 'metadata'))
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function memberObject(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const member = isObject(value) ? value[name] : undefined
  return isObject(member) ? member : {}
}

function memberText(value: unknown, name: string): string {
  const member = isObject(value) ? value[name] : undefined
  return typeof member === 'string' ? member : ''
}
