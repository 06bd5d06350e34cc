import type { IncomingHttpHeaders } from 'node:http'
import { makeTrustedProxyTest } from './client-ip.ts'

/** The host that a request was sent to, as far as we can know; `undefined` when it names none. */
export type HostReader = (socketAddress: string | undefined, headers: IncomingHttpHeaders) => string | undefined

export interface HostReaderOptions {
  /** `serve.http.trust_forwarded_host`. */
  readonly trustsForwardedHost: boolean
  /** Addresses or CIDR ranges of our own proxies. */
  readonly trustedProxies: readonly string[]
}

/**
 * `Host`, or `X-Forwarded-Host` where that is switched on and the connection comes from a trusted proxy. A value that names
 * several hosts is none: the address reader refuses it. Throws a RangeError for a trusted proxy that is no address and no range.
 */
export function makeHostReader({ trustsForwardedHost, trustedProxies }: HostReaderOptions): HostReader {
  if (!trustsForwardedHost || trustedProxies.length === 0) return (_socketAddress, headers) => headers.host
  const isTrusted = makeTrustedProxyTest(trustedProxies)
  return (socketAddress, headers) => {
    const forwarded = headers['x-forwarded-host']
    return typeof forwarded === 'string' && isTrusted(socketAddress ?? '') ? forwarded : headers.host
  }
}
