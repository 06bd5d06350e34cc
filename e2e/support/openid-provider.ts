import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** What we use of the npm package `oidc-provider`, which has no types of its own. */
interface ProviderInstance {
  callback(): Handler
  interactionFinished(request: IncomingMessage, response: ServerResponse, result: unknown, options: unknown): Promise<void>
  readonly Grant: new (parts: {
    clientId: string
    accountId: string
  }) => { addOIDCScope(scope: string): void; save(): Promise<string> }
}
interface ProviderPackage {
  readonly default: new (issuer: string, configuration: unknown) => ProviderInstance
}
const { default: Provider } = createRequire(import.meta.url)('oidc-provider') as ProviderPackage

/** What the provider says about a person. */
export interface ProviderPerson {
  readonly email: string
  readonly email_verified: boolean
  readonly name: string
}

export interface OpenIdTestProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Who signs in at the provider from now on, by `sub`. */
  signsIn: string
  readonly people: Map<string, ProviderPerson>
  /** How often somebody typed a password there. */
  readonly logins: readonly string[]
  /** Says where the client may come back to; until then the provider does not answer. */
  open(redirectUri: string): void
  stop(): Promise<void>
}

/** A certified OpenID provider on a free port of the loopback interface, whose people sign in without being asked. */
export async function startOpenIdProvider(): Promise<OpenIdTestProvider> {
  let handle = (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(503).end()
  }
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const logins: string[] = []
  const test: OpenIdTestProvider = {
    issuer,
    clientId: 'latchkey',
    clientSecret: randomBytes(32).toString('base64url'),
    signsIn: 'ada',
    people: new Map(),
    logins,
    open(redirectUri) {
      handle = makeProvider(test, redirectUri, logins)
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return test
}

function makeProvider(test: OpenIdTestProvider, redirectUri: string, logins: string[]): Handler {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const provider: ProviderInstance = new Provider(test.issuer, {
    clients: [{ client_id: test.clientId, client_secret: test.clientSecret, redirect_uris: [redirectUri] }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub, ...test.people.get(sub) }) }),
    loadExistingGrant: async (context: GrantContext) => {
      const { client, session } = context.oidc
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  return (request, response) => {
    if (!request.url?.startsWith('/interaction/')) {
      answer(request, response)
      return
    }
    logins.push(test.signsIn)
    void provider.interactionFinished(
      request,
      response,
      { login: { accountId: test.signsIn } },
      { mergeWithLastSubmission: false },
    )
  }
}

interface GrantContext {
  readonly oidc: { readonly client: { readonly clientId: string }; readonly session: { readonly accountId: string } }
}
