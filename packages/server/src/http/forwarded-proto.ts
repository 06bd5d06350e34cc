import type { IncomingHttpHeaders } from 'node:http'
import { makeTrustedProxyTest } from './client-ip.ts'

/** Whether a request came over TLS, as far as we can know. */
export type TransportReader = (socketAddress: string | undefined, headers: IncomingHttpHeaders) => boolean

/**
 * We speak plain HTTP ourselves; that a caller speaks TLS is known from `X-Forwarded-Proto: https` of a trusted proxy, and
 * from nobody else. Throws a RangeError for a trusted proxy that is no address and no range.
 */
export function makeTransportReader(trustedProxies: readonly string[]): TransportReader {
  if (trustedProxies.length === 0) return () => false
  const isTrusted = makeTrustedProxyTest(trustedProxies)
  return (socketAddress, headers) => {
    const scheme = headers['x-forwarded-proto']
    return typeof scheme === 'string' && scheme.toLowerCase() === 'https' && isTrusted(socketAddress ?? '')
  }
}
