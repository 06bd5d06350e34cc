import type { SessionReader } from '@latchkey/core/account/session'
import type { Presented, SessionFinder, Site } from '../http/authenticate.ts'
import { readCookie, sessionCookie } from '../http/console-api/cookies.ts'
import { originOf } from '../http/request-facts.ts'
import { requireSameOrigin } from '../http/same-origin.ts'

/** Refuses what a page of another site may have made the browser send. */
export const refuseOtherSites = ({ method = 'GET', headers }: Presented, site: Site): void =>
  requireSameOrigin({ method, headers, origin: originOf(site) })

/** Who is signed in with the cookie of a request, which must come from a page of ours. */
export const makeSessionFinder =
  (readSession: SessionReader): SessionFinder =>
  async (presented, site) => {
    const value = readCookie(sessionCookie, presented.headers.cookie, site.isSecure)
    if (value === undefined) return undefined
    refuseOtherSites(presented, site)
    return readSession(value)
  }
