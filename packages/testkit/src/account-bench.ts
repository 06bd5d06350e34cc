import { makeAttemptLimiter } from '@latchkey/core/account/attempt-limiter'
import { makeClaimHeadlessly } from '@latchkey/core/account/claim-server'
import { hashSessionValue, type StartedSession } from '@latchkey/core/account/session'
import { makeRenewSetupToken } from '@latchkey/core/account/setup-token'
import { makeSignIn } from '@latchkey/core/account/sign-in'
import { Secret } from '@latchkey/core/credential/secret'
import type { Invitation, SignedIn } from '@latchkey/core/ports/account-store'
import type { PasswordHasher } from '@latchkey/core/ports/password-hasher'
import { openAccessBench } from './access-bench.ts'
import { buildInvitation } from './account-builders.ts'
import { buildAuditEntry } from './builders.ts'

export const GOOD_PASSWORD = 'tin roof, rusted 7'
export const OTHER_PASSWORD = 'quiet otters read late'
export const browser = { ip: '192.0.2.1', userAgent: 'tests/1.0', requestId: 'request-1' }

/** A password hasher that is quick, and counts its work. */
export class CountingHasher implements PasswordHasher {
  /** Computations so far: `hash` for a real or an imagined password alike. */
  computed = 0

  async hash(password: string): Promise<string> {
    this.computed += 1
    return `plain:${password}`
  }

  async verify(password: string, hash: string | undefined): Promise<boolean> {
    this.computed += 1
    return hash === `plain:${password}`
  }
}

/** Everything that the use cases around accounts ask for, on a server that has two workspaces and no account yet. */
export async function openAccountBench() {
  const bench = await openAccessBench()
  const { store, clock, random } = bench
  const passwords = new CountingHasher()
  const deps = {
    accounts: store.accounts,
    checklists: store.checklists,
    projects: store.projects,
    passwords,
    attempts: makeAttemptLimiter({ clock }),
    registration: 'closed' as 'closed' | 'open',
    settingOriginsOf: () => [],
    dropSetupLink: () => {},
    clock,
    random,
  }
  const signIn = makeSignIn(deps)

  /** The first account of the server, with `GOOD_PASSWORD`. */
  const claim = async (email = 'owner@example.com'): Promise<void> => {
    await makeClaimHeadlessly(deps)({ email, password: new Secret(GOOD_PASSWORD) })
  }
  const renewSetupToken = async (): Promise<string> => (await makeRenewSetupToken(deps)())?.reveal() ?? ''
  const find = async ({ value }: Pick<StartedSession, 'value'>): Promise<SignedIn> => {
    const signedIn = await store.accounts.findSession(hashSessionValue(value.reveal()))
    if (signedIn === undefined) throw new Error('there is no such session')
    return signedIn
  }
  const enter = async (email = 'owner@example.com', password = GOOD_PASSWORD): Promise<SignedIn> =>
    find((await signIn(browser, { email, password })).started)
  /** An invitation that can be accepted with its `token`. */
  const invite = async (overrides: Partial<Invitation> & { readonly hash: string }): Promise<Invitation> => {
    const invitation = buildInvitation({ workspaceId: bench.acme.id, ...overrides })
    await store.accounts.createInvitation(invitation, buildAuditEntry({ event: 'member.invited', targetKind: 'invitation' }))
    return invitation
  }
  return { ...bench, deps, passwords, signIn, claim, renewSetupToken, find, enter, invite }
}
