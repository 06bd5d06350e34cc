import type { ExternalIdentity } from './account-store.ts'

/** What the provider says about the person who signed in there. */
export interface ExternalPerson {
  readonly identity: ExternalIdentity
  readonly email: string | undefined
  /** Only an address that the provider has checked may be matched with an account here. */
  readonly emailVerified: boolean
  readonly name: string
}

/** What must be remembered between leaving for the provider and coming back; kept by the browser in a sealed cookie. */
export interface SignInState {
  readonly state: string
  readonly nonce: string
  readonly codeVerifier: string
  /** The person was asked to prove themselves anew; an answer that does not show it counts for nothing. */
  readonly again: boolean
}

/** OpenID Connect, authorization code flow with PKCE (OpenID Connect Core 1.0 §3.1, RFC 7636). */
export interface IdentityProvider {
  /** Where to send the browser. `again` asks the provider to have the person prove themselves anew (`prompt=login`). Rejects with `service_unavailable`. */
  begin(options: {
    readonly redirectUri: string
    readonly again: boolean
  }): Promise<{ readonly url: string; readonly remembered: SignInState }>
  /** `undefined` when what came back does not verify. Rejects with `service_unavailable` when the provider cannot be reached. */
  finish(callbackUrl: string, remembered: SignInState): Promise<ExternalPerson | undefined>
}
