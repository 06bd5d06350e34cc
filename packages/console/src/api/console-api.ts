import type {
  AcceptInvitationBody,
  ClaimServerBody,
  ConsoleSession,
  ConsoleSignedIn,
  ConsoleState,
  RegisterBody,
  ResetPasswordBody,
} from '@latchkey/contract/messages/console'
import { errorFromResponse, LatchkeyUnreachableError } from '@latchkey/sdk/errors'
import { consolePath } from './addresses.ts'
import { consoleFetch } from './console-fetch.ts'

/** Sign-in, sessions and accounts: what only a browser asks. Rejects with the errors of the SDK. */
export const consoleApi = {
  state: () => call<ConsoleState>('GET', '/session'),
  claim: (body: ClaimServerBody) => call<ConsoleSignedIn>('POST', '/setup', body),
  signIn: (email: string, password: string) => call<ConsoleSignedIn>('POST', '/login', { email, password }),
  signOut: () => call<void>('POST', '/logout'),
  register: (body: RegisterBody) => call<ConsoleSignedIn>('POST', '/register', body),
  acceptInvitation: (body: AcceptInvitationBody) => call<ConsoleSignedIn>('POST', '/invitations/accept', body),
  resetPassword: (body: ResetPasswordBody) => call<void>('POST', '/password-reset', body),
  stepUp: (password: string) => call<ConsoleSignedIn>('POST', '/step-up', { password }),
  sessions: async () => (await asPerson<{ sessions: ConsoleSession[] }>('GET', '/sessions')).sessions,
  endSession: (id: string) => asPerson<void>('DELETE', `/sessions/${encodeURIComponent(id)}`),
  signOutEverywhere: () => asPerson<void>('DELETE', '/sessions'),
  changePassword: (body: { readonly current_password?: string; readonly new_password: string }) =>
    asPerson<ConsoleSignedIn>('POST', '/password', body),
} as const

/** Anything else below `/console/api`, by somebody who is signed in. */
export const asPerson = <T>(method: string, path: string, body?: unknown): Promise<T> => send<T>(consoleFetch, method, path, body)

const call = <T>(method: string, path: string, body?: unknown): Promise<T> => send<T>(fetch, method, path, body)

async function send<T>(by: typeof fetch, method: string, path: string, body: unknown): Promise<T> {
  const init: RequestInit = { method, headers: { accept: 'application/json' } }
  if (method !== 'GET') {
    init.headers = { accept: 'application/json', 'content-type': 'application/json' }
    init.body = JSON.stringify(body ?? {})
  }
  const response = await by(`${consolePath}/api${path}`, init).catch((cause: unknown) => {
    throw new LatchkeyUnreachableError(`Cannot reach ${location.origin}`, { cause })
  })
  const text = await response.text()
  const answer = text === '' ? undefined : parseJson(text)
  if (!response.ok) throw errorFromResponse(response.status, response.headers, answer, Date.now())
  return answer as T
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
