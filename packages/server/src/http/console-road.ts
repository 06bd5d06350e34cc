import type { IncomingHttpHeaders } from 'node:http'
import type { RouteDescriptor } from '@latchkey/contract/routes'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { SignedIn } from '@latchkey/core/ports/account-store'
import type { FastifyRequest } from 'fastify'
import type { Presented, SessionFinder, Site } from './authenticate.ts'
import type { Road } from './mount-route.ts'
import type { ConsoleHandler } from './operation.ts'
import { getFacts, originOf } from './request-facts.ts'
import type { ServerHostGuard } from './server-host.ts'

const USER_AGENT_MAX_CHARACTERS = 256
const FORWARDING = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-forwarded-proto', 'x-forwarded-host', 'host'] as const

export interface ConsoleRoadParts {
  /** Throws `forbidden` or `unsupported_media_type` for what a page of another site may have made the browser send. */
  readonly refuseOtherSites: (presented: Presented, site: Site) => void
  readonly findSession: SessionFinder
  readonly requireServerHost: ServerHostGuard
  /** By operation id; a route without a handler is a start-up error. */
  readonly handlers: Readonly<Record<string, ConsoleHandler>>
}

interface Admitted {
  readonly signedIn: SignedIn | undefined
}

/** Sign-in, sessions, accounts: what browsers ask, from our own pages only. */
export function makeConsoleRoad(route: RouteDescriptor, parts: ConsoleRoadParts): Road<Admitted> {
  const handler = parts.handlers[route.operationId]
  if (handler === undefined) throw new Error(`no handler for operation ${route.operationId}`)
  const judge = async (request: FastifyRequest): Promise<Admitted> => {
    const signedIn = await parts.findSession(request, getFacts(request.raw))
    if (route.signedIn === true && signedIn === undefined) throw new DomainError('unauthorized')
    return { signedIn }
  }
  return {
    async admit(request) {
      const facts = getFacts(request.raw)
      await parts.requireServerHost(facts.address)
      parts.refuseOtherSites(request, facts)
      return judge(request)
    },
    confirm: (_admitted, request) => judge(request),
    describe: ({ signedIn }) => ({ projectId: undefined, callerKind: signedIn === undefined ? undefined : 'account' }),
    answer: (input, admitted, { headers, raw }) => {
      const facts = getFacts(raw)
      return handler({
        ...input,
        ...admitted,
        userAgent: (headers['user-agent'] ?? '').slice(0, USER_AGENT_MAX_CHARACTERS),
        isSecure: facts.isSecure,
        origin: originOf(facts),
        cookie: headers.cookie,
        forwarding: forwardingOf(headers),
      })
    },
  }
}

/** A header that came several times is one, joined with commas (RFC 9110 §5.3). */
const forwardingOf = (headers: IncomingHttpHeaders): readonly (readonly [string, string])[] =>
  FORWARDING.flatMap((name) => {
    const value = headers[name]
    return value === undefined ? [] : [[name, [value].flat().join(', ')] as const]
  })
