import type { IncomingHttpHeaders } from 'node:http'
import { canonicalCidr, canonicalIp, makeCidrMatcher } from '@latchkey/core/verify/ip-restriction'

/** Who is believed about a caller's address: the connection itself, or one header. */
export type ClientIpSource = 'remote_addr' | 'CF_CONNECTING_IP' | 'X_REAL_IP' | 'TRUE_CLIENT_IP' | 'X_FORWARDED_FOR'

export interface ClientIpOptions {
  readonly source: ClientIpSource
  /** Addresses or CIDR ranges of our own proxies. */
  readonly trustedProxies: readonly string[]
}

/** The canonical address of the caller, or `undefined` when it cannot be known. */
export type ClientIpResolver = (socketAddress: string | undefined, headers: IncomingHttpHeaders) => string | undefined

const HEADER_OF = {
  CF_CONNECTING_IP: 'cf-connecting-ip',
  X_REAL_IP: 'x-real-ip',
  TRUE_CLIENT_IP: 'true-client-ip',
  X_FORWARDED_FOR: 'x-forwarded-for',
} as const satisfies Record<Exclude<ClientIpSource, 'remote_addr'>, string>

/**
 * Builds the resolver once for a configuration. Throws a RangeError for a trusted proxy that is no address and no range.
 *
 * A peer that is not a trusted proxy is itself the caller, whatever it writes into headers. From a trusted proxy the
 * configured header must name the caller: one address, or for `X_FORWARDED_FOR` the rightmost hop that is not a trusted
 * proxy. A missing, repeated or unparsable value, or a chain of nothing but trusted proxies, leaves the caller unknown.
 */
export function makeClientIpResolver({ source, trustedProxies }: ClientIpOptions): ClientIpResolver {
  const toIp = rememberRecent(canonicalIp)
  if (source === 'remote_addr') return (socketAddress) => toIp(socketAddress ?? '')
  const isTrusted = makeCidrMatcher(trustedProxies.map(rangeOf))
  const header = HEADER_OF[source]
  const read = source === 'X_FORWARDED_FOR' ? (value: string) => rightmostUntrusted(value, toIp, isTrusted) : toIp
  return (socketAddress, headers) => {
    const peer = toIp(socketAddress ?? '')
    if (peer === undefined || !isTrusted(peer)) return peer
    // Node joins repeated headers with commas, which no single address contains.
    const value = headers[header]
    return typeof value === 'string' ? read(value.trim()) : undefined
  }
}

/** Whether a connection comes from one of our own proxies. Throws a RangeError for one that is no address and no range. */
export function makeTrustedProxyTest(trustedProxies: readonly string[]): (socketAddress: string) => boolean {
  const toIp = rememberRecent(canonicalIp)
  const isTrusted = makeCidrMatcher(trustedProxies.map(rangeOf))
  return (socketAddress) => {
    const peer = toIp(socketAddress)
    return peer !== undefined && isTrusted(peer)
  }
}

type ToIp = (text: string) => string | undefined

const REMEMBERED_MAX = 1024
const REMEMBERED_MAX_CHARACTERS = 45

/** The same few peers come again and again, and parsing IPv6 costs more than a verification's own look-ups. */
function rememberRecent(toIp: ToIp): ToIp {
  const recent = new Map<string, string | undefined>()
  return (text) => {
    if (text.length > REMEMBERED_MAX_CHARACTERS) return undefined
    const known = recent.get(text)
    if (known !== undefined) return known
    if (recent.size >= REMEMBERED_MAX) recent.clear()
    const ip = toIp(text)
    recent.set(text, ip)
    return ip
  }
}

function rightmostUntrusted(list: string, toIp: ToIp, isTrusted: (ip: string) => boolean): string | undefined {
  let end = list.length
  while (end >= 0) {
    const comma = end === 0 ? -1 : list.lastIndexOf(',', end - 1)
    const hop = toIp(withoutPort(list.slice(comma + 1, end).trim()))
    // Whatever stands further left was written by, or passed through, a hop we cannot judge.
    if (hop === undefined || !isTrusted(hop)) return hop
    end = comma
  }
  return undefined
}

const PORT = /:[0-9]{1,5}$/

/** Some proxies add the port to each hop: `192.0.2.1:4711`, `[2001:db8::1]:4711`; brackets alone occur too. */
function withoutPort(hop: string): string {
  if (hop.startsWith('[')) {
    const bracketed = hop.replace(PORT, '')
    return bracketed.endsWith(']') && bracketed.includes(':') ? bracketed.slice(1, -1) : hop
  }
  return hop.includes('.') && hop.indexOf(':') === hop.lastIndexOf(':') ? hop.replace(PORT, '') : hop
}

function rangeOf(proxy: string): string {
  const ip = canonicalIp(proxy)
  const range = ip === undefined ? canonicalCidr(proxy) : canonicalCidr(`${ip}/${ip.includes(':') ? 128 : 32}`)
  if (range === undefined) throw new RangeError(`trusted proxy is neither an address nor a CIDR range: ${proxy}`)
  return range
}
