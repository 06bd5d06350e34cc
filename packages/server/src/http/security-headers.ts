import type { RequestFacts } from './request-facts.ts'

/** On every response. The API serves data, so nothing it answers may run, frame or be sniffed (OWASP ASVS 5 §3.4). */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}

/** On everything that a browser may be shown: no page of another origin embeds it (Fetch §3.7). */
const embeddableNowhere: Readonly<Record<string, string>> = { ...securityHeaders, 'Cross-Origin-Resource-Policy': 'same-origin' }

/** No page of another origin holds on to its window either (HTML Standard §7.1.3). */
const isolated: Readonly<Record<string, string>> = { ...embeddableNowhere, 'Cross-Origin-Opener-Policy': 'same-origin' }

/** RFC 6761 §6.3 and the loopback addresses, with or without a port. */
const LOOPBACK = /^(?:(?:[a-z0-9-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

/**
 * For what a browser may be shown. Browsers heed an opener policy only from an origin that they hold potentially trustworthy
 * (Secure Contexts §3.1), and call it an error anywhere else. The data plane is spared all these bytes.
 */
export const browserHeadersFor = ({
  isSecure,
  host,
}: Pick<RequestFacts, 'isSecure' | 'host'>): Readonly<Record<string, string>> =>
  isSecure || LOOPBACK.test(host) ? isolated : embeddableNowhere

/** Anything with key data stays out of every cache on the way. */
export const NO_STORE = 'no-store'

/** The same, as the flat name-value list that `writeHead` takes without further work. */
export const securityHeaderList: readonly string[] = Object.entries(securityHeaders).flat()

/** For an answer in JSON that nobody may keep, in the same form. */
export const jsonHeaderList: readonly string[] = [
  ...securityHeaderList,
  ...['Content-Type', 'application/json; charset=utf-8'],
  ...['Cache-Control', NO_STORE],
]

/**
 * RFC 6797 §7.2: only over TLS, which ends at a proxy in front of us. Two years, without `includeSubDomains`: other hosts
 * below this name are not ours to bind.
 */
export const STRICT_TRANSPORT_SECURITY = 'max-age=63072000'
