import type { Secret } from '@latchkey/core/credential/secret'
import { DomainError } from '@latchkey/core/errors/domain-error'
import type { ExternalPerson, IdentityProvider, SignInState } from '@latchkey/core/ports/identity-provider'
import * as client from 'openid-client'

export interface OpenIdProviderOptions {
  /** As the provider's own metadata spells it; https, or http on this machine. */
  readonly issuer: string
  readonly clientId: string
  /** `undefined` for a public client, which PKCE alone protects. */
  readonly clientSecret: Secret | undefined
  readonly scopes: readonly string[]
  /** Sent along with every request to the provider, such as the trace it belongs to. */
  readonly extraHeaders?: () => Readonly<Record<string, string>>
}

const TIMEOUT_SECONDS = 10
/** How long ago somebody may have typed a password at the provider to count as having just proved who they are. */
const PROVED_WITHIN_SECONDS = 300

/** An OpenID provider that describes itself (OpenID Connect Discovery 1.0), asked for its description when it is first needed. */
export function makeOpenIdIdentityProvider(options: OpenIdProviderOptions): IdentityProvider {
  let discovered: Promise<client.Configuration> | undefined
  const configuration = (): Promise<client.Configuration> => {
    discovered ??= discover(options)
    // A provider that was away is asked again by the next person.
    discovered.catch(() => {
      discovered = undefined
    })
    return discovered
  }
  return {
    async begin({ redirectUri, again }) {
      const remembered: SignInState = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
        again,
      }
      const url = client.buildAuthorizationUrl(await reach(configuration()), {
        redirect_uri: redirectUri,
        scope: options.scopes.join(' '),
        state: remembered.state,
        nonce: remembered.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(remembered.codeVerifier),
        code_challenge_method: 'S256',
        ...(again ? { prompt: 'login', max_age: String(PROVED_WITHIN_SECONDS) } : {}),
      })
      return { url: url.href, remembered }
    },
    async finish(callbackUrl, remembered) {
      const config = await reach(configuration())
      const answer = await unlessRefused(redeem(config, callbackUrl, remembered))
      return answer === undefined ? undefined : unlessRefused(personOf(config, answer))
    },
  }
}

type Answer = Awaited<ReturnType<typeof client.authorizationCodeGrant>>

/** Checks state, issuer, nonce, audience, signature and times, and exchanges the code (OpenID Connect Core 1.0 §3.1.3). */
const redeem = (config: client.Configuration, callbackUrl: string, remembered: SignInState): Promise<Answer> =>
  client.authorizationCodeGrant(config, new URL(callbackUrl), {
    expectedState: remembered.state,
    expectedNonce: remembered.nonce,
    pkceCodeVerifier: remembered.codeVerifier,
    idTokenExpected: true,
    // What we asked the provider for went through the browser, so only the signed answer shows that it was done.
    ...(remembered.again ? { maxAge: PROVED_WITHIN_SECONDS } : {}),
  })

/** Claims about the person come in the ID token or, with many providers, only at the UserInfo endpoint (§5.3). */
async function personOf(config: client.Configuration, answer: Answer): Promise<ExternalPerson | undefined> {
  const claims = answer.claims()
  if (claims === undefined) return undefined
  const isComplete = claims['email'] !== undefined || config.serverMetadata().userinfo_endpoint === undefined
  const said = isComplete ? claims : { ...claims, ...(await client.fetchUserInfo(config, answer.access_token, claims.sub)) }
  const email = textOf(said['email'])
  return {
    identity: { issuer: claims.iss, subject: claims.sub },
    email,
    emailVerified: email !== undefined && said['email_verified'] === true,
    name: textOf(said['name']) ?? textOf(said['preferred_username']) ?? '',
  }
}

const textOf = (claim: unknown): string | undefined => (typeof claim === 'string' && claim !== '' ? claim : undefined)

function discover({
  issuer,
  clientId,
  clientSecret,
  extraHeaders = () => ({}),
}: OpenIdProviderOptions): Promise<client.Configuration> {
  const server = new URL(issuer)
  const authentication = clientSecret === undefined ? client.None() : undefined
  return client.discovery(server, clientId, clientSecret?.reveal(), authentication, {
    timeout: TIMEOUT_SECONDS,
    // The configuration that comes of it keeps asking the same way.
    [client.customFetch]: (url, request) =>
      fetch(url, { ...request, headers: { ...request.headers, ...extraHeaders() } } as RequestInit),
    // The signature counts even where the token came straight from the provider.
    execute: [client.enableNonRepudiationChecks, ...(isLoopback(server) ? [client.allowInsecureRequests] : [])],
  })
}

/** RFC 8252 §8.3: what never leaves this machine needs no TLS. */
const isLoopback = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname))

async function reach<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    throw new DomainError('service_unavailable', {
      reason: 'the OpenID provider cannot be reached or describes itself wrongly',
      cause,
    })
  }
}

/** `undefined` for an answer that does not verify; an outage of the provider rejects. */
async function unlessRefused<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (isRefusal(error)) return undefined
    throw new DomainError('service_unavailable', { reason: 'the OpenID provider cannot be reached', cause: error })
  }
}

const SERVER_ERROR = 500

/** An answer of the provider, or one that was made up: unlike a connection that failed. */
function isRefusal(error: unknown): boolean {
  if (error instanceof client.AuthorizationResponseError) return true
  if (error instanceof client.ResponseBodyError || error instanceof client.WWWAuthenticateChallengeError)
    return error.status < SERVER_ERROR
  return error instanceof client.ClientError && !OUTAGES.has(error.code ?? '')
}

const OUTAGES: ReadonlySet<string> = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'])
