import type { FinishOidcQuery, StartOidcQuery } from '@latchkey/contract/messages/console'
import { makeSignInExternally, makeStepUpExternally } from '@latchkey/core/account/sign-in-externally'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ExternalPerson, IdentityProvider } from '@latchkey/core/ports/identity-provider'
import type { ConsoleCall, ConsoleHandler, ConsoleReply } from '../operation.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { clearCookie, setCookie, signInCookie } from './cookies.ts'
import { nextPath } from './next-path.ts'
import { browserOf, openingCookie, requireSignedIn } from './session-reply.ts'
import { openSignIn, type RememberedSignIn, SIGN_IN_LIFE_MS, sealSignIn } from './sign-in-memory.ts'

const CALLBACK_PATH = '/console/api/oidc/callback'
const LOGIN_PAGE = '/console/login'

/** Sign-in through an OpenID provider: the browser leaves with a sealed note and comes back with it. */
export function makeOidcHandlers(deps: ConsoleHandlerDependencies): Readonly<Record<string, ConsoleHandler>> {
  const { identityProvider: provider } = deps
  if (provider === undefined) {
    const unavailable: ConsoleHandler = async () => {
      throw new DomainError('not_found', { reason: 'no OpenID provider is configured (console.oidc)' })
    }
    return { consoleStartOidc: unavailable, consoleFinishOidc: unavailable }
  }
  return { consoleStartOidc: makeStart(provider, deps), consoleFinishOidc: makeFinish(provider, deps) }
}

function makeStart(provider: IdentityProvider, deps: ConsoleHandlerDependencies): ConsoleHandler {
  return async (call) => {
    const { next, step_up: stepUp } = call.query as StartOidcQuery
    const again = stepUp === 'true'
    const sessionId = again ? requireSignedIn(call).session.id : undefined
    const { url, remembered } = await provider.begin({ redirectUri: `${call.origin}${CALLBACK_PATH}`, again })
    const note: RememberedSignIn = { remembered, next: nextPath(next), sessionId, endsAt: deps.clock.now() + SIGN_IN_LIFE_MS }
    const cookie = { value: sealSignIn(note, deps), maxAgeSeconds: SIGN_IN_LIFE_MS / 1000 }
    return { status: 302, headers: { Location: url, 'Set-Cookie': setCookie(signInCookie, cookie, call.isSecure) } }
  }
}

function makeFinish(provider: IdentityProvider, deps: ConsoleHandlerDependencies): ConsoleHandler {
  const arrive = makeArrive(deps)
  return async (call) => {
    const note = openSignIn(call, deps)
    const forget = clearCookie(signInCookie, call.isSecure)
    try {
      const person = note === undefined ? undefined : await provider.finish(callbackUrl(call), note.remembered)
      if (note === undefined || person === undefined) return leave(loginPage('oidc_failed', note), [forget])
      return leave(note.next, [forget, ...(await arrive(call, note, person))])
    } catch (error) {
      const problem = problemOf(error)
      if (problem === undefined) throw error
      return leave(loginPage(problem, note), [forget])
    }
  }
}

/** Signs the person in, or notes that they proved themselves again. Resolves to the cookies to set. */
function makeArrive(deps: ConsoleHandlerDependencies) {
  const signIn = makeSignInExternally(deps)
  const stepUp = makeStepUpExternally(deps)
  return async (call: ConsoleCall, { sessionId }: RememberedSignIn, person: ExternalPerson): Promise<readonly string[]> => {
    if (sessionId === undefined)
      return [openingCookie(await signIn(browserOf(call), person, call.signedIn?.session), call.isSecure)]
    const signedIn = requireSignedIn(call)
    if (signedIn.session.id !== sessionId) throw new DomainError('forbidden', { reason: 'somebody else is signed in by now' })
    await stepUp(signedIn, person)
    return []
  }
}

const leave = (location: string, cookies: readonly string[]): ConsoleReply => ({
  status: 302,
  headers: { Location: location, 'Set-Cookie': cookies },
})

/** What the sign-in page says, by what happened. */
const problems: Readonly<Partial<Record<string, string>>> = {
  forbidden: 'oidc_not_admitted',
  conflict: 'oidc_not_linked',
  not_found: 'oidc_not_admitted',
  unauthorized: 'oidc_failed',
  service_unavailable: 'oidc_unavailable',
}

const problemOf = (error: unknown): string | undefined => (error instanceof DomainError ? problems[error.code] : undefined)

const loginPage = (problem: string, note: RememberedSignIn | undefined): string =>
  `${LOGIN_PAGE}?${new URLSearchParams({ error: problem, ...(note === undefined ? {} : { next: note.next }) })}`

/** As the browser called us: what the provider sent, and nothing else. */
function callbackUrl({ origin, query }: ConsoleCall): string {
  const url = new URL(CALLBACK_PATH, origin)
  for (const [name, value] of Object.entries(query as FinishOidcQuery)) url.searchParams.set(name, value)
  return url.href
}
