import type { ChangePasswordBody, ConsoleState, RequestEcho, StepUpBody } from '@latchkey/contract/messages/console'
import { isAdministrator } from '@latchkey/core/access/administrator'
import { isLive } from '@latchkey/core/account/session'
import { makeEndSession, makeSignOut, makeSignOutEverywhere } from '@latchkey/core/account/sign-in'
import { makeChangePassword, makeStepUp } from '@latchkey/core/account/step-up'
import { accountToWire, currentSessionToWire, membershipToWire, sessionToWire, signedInToWire } from '../mapping/account.ts'
import type { ConsoleCall, ConsoleHandler, ConsoleReply } from '../operation.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { clearCookie, sessionCookie } from './cookies.ts'
import { requireSignedIn } from './session-reply.ts'

/** What people do with their sessions and their password. */
export function makeSessionHandlers(deps: ConsoleHandlerDependencies): Readonly<Record<string, ConsoleHandler>> {
  const signOut = makeSignOut(deps)
  const signOutEverywhere = makeSignOutEverywhere(deps)
  const endSession = makeEndSession(deps)
  const stepUp = makeStepUp(deps)
  const changePassword = makeChangePassword(deps)
  const personOf = (call: ConsoleCall) => ({
    signedIn: requireSignedIn(call),
    ip: call.clientIp,
    requestId: call.requestId,
  })
  return {
    consoleGetSession: async (call) => ({ status: 200, body: await stateFor(call, deps) }),
    consoleGetRequestEcho: async ({ clientIp, forwarding }) => ({
      status: 200,
      body: { client_ip: clientIp ?? null, headers: forwarding.map(([name, value]) => ({ name, value })) } satisfies RequestEcho,
    }),
    consoleSignOut: async (call) => {
      if (call.signedIn !== undefined) await signOut(call.signedIn)
      return signedOut(call)
    },
    consoleSignOutEverywhere: async (call) => {
      await signOutEverywhere(requireSignedIn(call))
      return signedOut(call)
    },
    consoleListSessions: async (call) => ({ status: 200, body: { sessions: await sessionsOf(call, deps) } }),
    consoleEndSession: async (call) => {
      await endSession(requireSignedIn(call), call.params['session_id'] ?? '')
      return { status: 204 }
    },
    consoleStepUp: async (call) => {
      const { password } = call.body as StepUpBody
      return { status: 200, body: signedInToWire(await stepUp(personOf(call), password)) }
    },
    consoleChangePassword: async (call) => {
      const { current_password: currentPassword, new_password: newPassword } = call.body as ChangePasswordBody
      return { status: 200, body: signedInToWire(await changePassword(personOf(call), { currentPassword, newPassword })) }
    },
  }
}

const signedOut = ({ isSecure }: ConsoleCall): ConsoleReply => ({
  status: 204,
  headers: { 'Set-Cookie': clearCookie(sessionCookie, isSecure) },
})

async function stateFor({ signedIn }: ConsoleCall, deps: ConsoleHandlerDependencies): Promise<ConsoleState> {
  return {
    account: signedIn === undefined ? null : accountToWire(signedIn.account),
    memberships: signedIn?.memberships.map(membershipToWire) ?? [],
    session: signedIn === undefined ? null : currentSessionToWire(signedIn.session),
    setup_needed: signedIn === undefined && !(await deps.accounts.hasAccounts()),
    registration: deps.registration,
    oidc: deps.identityProvider !== undefined,
    is_administrator: signedIn !== undefined && (await isAdministrator(signedIn.memberships, deps.projects)),
  }
}

async function sessionsOf(call: ConsoleCall, { accounts, clock }: ConsoleHandlerDependencies) {
  const { account, session } = requireSignedIn(call)
  const now = clock.now()
  const live = (await accounts.listSessions(account.id)).filter((candidate) => isLive(candidate, now))
  return live.toSorted((one, other) => other.createdAt - one.createdAt).map((candidate) => sessionToWire(candidate, session))
}
