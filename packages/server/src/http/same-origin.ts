import { DomainError } from '@latchkey/core/errors/domain-error'
import { JSON_MEDIA } from './media-type.ts'

/** Names in lower case. */
type Headers = Readonly<Partial<Record<string, string | readonly string[]>>>

export interface BrowserRequest {
  readonly method: string
  readonly headers: Headers
  /** Scheme and authority as the browser sees them: `https://keys.example.com`. */
  readonly origin: string
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])
/** Asked for by a page of ours, or by the person (W3C Fetch Metadata §2.3). */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none'])

/**
 * Lets through what a page of our own asks for, so that no other site can act with a visitor's session. Every request that
 * a cookie may authenticate passes here. Browsers leave `Sec-Fetch-Site` out on plain HTTP away from this machine; there
 * `Origin` decides, and a request without either is refused. Throws `forbidden`, and `unsupported_media_type` for what a
 * form of another site could send.
 */
export function requireSameOrigin({ method, headers, origin }: BrowserRequest): void {
  if (SAFE_METHODS.has(method)) return
  if (!isOwnPage(headers, origin)) throw fromElsewhere()
  if (!hasJsonBody(headers)) throw new DomainError('unsupported_media_type')
}

/**
 * For callers that nothing but the network authenticates: refuses what a browser says that a page of another origin made it
 * send, and lets through everything that no browser sends. Throws `forbidden`.
 */
export function refuseForeignPage({ method, headers, origin }: BrowserRequest): void {
  if (SAFE_METHODS.has(method)) return
  const site = headers['sec-fetch-site']
  const from = headers['origin']
  const isOwn = site === undefined ? from === undefined || isSame(from, origin) : typeof site === 'string' && OWN_SITES.has(site)
  if (!isOwn) throw fromElsewhere()
}

const fromElsewhere = (): DomainError => new DomainError('forbidden', { reason: 'the request comes from another origin' })

function isOwnPage(headers: Headers, origin: string): boolean {
  const site = headers['sec-fetch-site']
  const from = headers['origin']
  if (site === undefined) return isSame(from, origin)
  if (typeof site !== 'string' || !OWN_SITES.has(site)) return false
  return from === undefined || isSame(from, origin)
}

/** RFC 6454 §5. An opaque origin (`null`) equals nothing. */
function isSame(from: Headers[string], origin: string): boolean {
  const sent = originOf(from)
  return sent !== undefined && sent === originOf(origin)
}

function originOf(text: Headers[string]): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined
  const { origin } = new URL(text)
  return origin === 'null' ? undefined : origin
}

/** A body is JSON; only a request without one may leave the type out. */
function hasJsonBody(headers: Headers): boolean {
  const type = headers['content-type']
  if (type !== undefined) return typeof type === 'string' && JSON_MEDIA.test(type)
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
}
