import type { IncomingMessage } from 'node:http'
import type { Address } from './addressing.ts'
import type { RequestTrail } from './request-trail.ts'

/** What the listener found out about a request before anyone else looked at it. */
export interface RequestFacts {
  readonly requestId: string
  readonly address: Address
  /** Canonical address of the caller; `undefined` when it cannot be known. */
  readonly clientIp: string | undefined
  /** Whether the caller speaks TLS to a proxy that we trust. */
  readonly isSecure: boolean
  /** Where the caller believes to have sent it, with the port: `Host`, or what a trusted proxy says it was. */
  readonly host: string
  /** For those who count, log and trace. */
  readonly trail: RequestTrail
}

/** Scheme and authority (RFC 6454 §4) under which the caller reaches us. */
export const originOf = ({ isSecure, host }: Pick<RequestFacts, 'isSecure' | 'host'>): string =>
  `${isSecure ? 'https' : 'http'}://${host}`

const factsOfRequest = new WeakMap<IncomingMessage, RequestFacts>()

export const rememberFacts = (request: IncomingMessage, facts: RequestFacts): void => {
  factsOfRequest.set(request, facts)
}

/** Throws when the request did not come through the listener: a wiring mistake. */
export function getFacts(request: IncomingMessage): RequestFacts {
  const facts = factsOfRequest.get(request)
  if (facts === undefined) throw new Error('request did not pass the listener')
  return facts
}
