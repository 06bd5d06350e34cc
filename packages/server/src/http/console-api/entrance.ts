import type {
  AcceptInvitationBody,
  ClaimServerBody,
  RegisterBody,
  ResetPasswordBody,
  SetupState,
  SignInBody,
} from '@latchkey/contract/messages/console'
import { makeAcceptInvitation } from '@latchkey/core/account/accept-invitation'
import { makeClaimServer } from '@latchkey/core/account/claim-server'
import { makeRegister } from '@latchkey/core/account/register'
import { makeResetPassword } from '@latchkey/core/account/reset-password'
import { makeSignIn } from '@latchkey/core/account/sign-in'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { signedInToWire } from '../mapping/account.ts'
import type { ConsoleCall, ConsoleHandler, ConsoleReply } from '../operation.ts'
import type { ConsoleHandlerDependencies } from './console-dependencies.ts'
import { browserOf, signedInReply } from './session-reply.ts'

/** The ways in: the first account, a password or a new one, registration, an invitation. */
export function makeEntranceHandlers(deps: ConsoleHandlerDependencies): Readonly<Record<string, ConsoleHandler>> {
  const { accounts } = deps
  const claimServer = makeClaimServer(deps)
  const signIn = makeSignIn(deps)
  const register = makeRegister(deps)
  const resetPassword = makeResetPassword(deps)
  return {
    consoleGetSetup: async () => {
      const body: SetupState = { setup_needed: !(await accounts.hasAccounts()) }
      return { status: 200, body }
    },
    consoleClaimServer: async (call) => {
      const newcomer = await claimServer(browserOf(call), call.body as ClaimServerBody)
      deps.dropSetupLink()
      return signedInReply(201, newcomer, call, accounts)
    },
    consoleSignIn: async (call) => {
      const { email, password } = call.body as SignInBody
      const newcomer = await signIn(browserOf(call), { email, password, replaces: call.signedIn?.session })
      return signedInReply(200, newcomer, call, accounts)
    },
    consoleRegister: async (call) => {
      const newcomer = await register(browserOf(call), call.body as RegisterBody)
      return signedInReply(201, newcomer, call, accounts)
    },
    consoleResetPassword: async (call) => {
      const { token, password } = call.body as ResetPasswordBody
      await resetPassword(browserOf(call), { token, password })
      return { status: 204 }
    },
    consoleAcceptInvitation: makeAcceptInvitationHandler(deps),
  }
}

function makeAcceptInvitationHandler(deps: ConsoleHandlerDependencies): ConsoleHandler {
  const accept = makeAcceptInvitation(deps)
  return async (call): Promise<ConsoleReply> => {
    const { token, password, name } = call.body as AcceptInvitationBody
    const { account, started } = await accept(browserOf(call), { token, password, name, signedIn: call.signedIn })
    if (started !== undefined) return signedInReply(200, { account, started }, call, deps.accounts)
    return { status: 200, body: signedInToWire(await signedInNow(call, deps)) }
  }
}

/** The session as it is after a change of what its person may do. */
async function signedInNow({ signedIn }: ConsoleCall, { accounts }: ConsoleHandlerDependencies) {
  const now = signedIn === undefined ? undefined : await accounts.findSession(signedIn.session.hash)
  if (now === undefined) throw new DomainError('unauthorized')
  return now
}
