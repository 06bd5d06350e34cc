import diagnostics from 'node:diagnostics_channel'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { reservedClaimNames } from '@latchkey/core/derive/derived-token-claims'
import fc from 'fast-check'
import { chooseSecrets, newEd25519Jwk } from '../support/known-secrets.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { type Api, expectStatus } from './support/api.ts'
import { jwtAttacks } from './support/jwt-attacks.ts'
import { none } from './support/none.ts'
import { withServer } from './support/with-server.ts'

const ATTACKS_MIN = 60
const CLAIM_SETS = { pr: 60, full: 10_000 } as const

type Claims = Readonly<Record<string, unknown>>

/** What a verifier says about a token: the claims are good, or why not. */
interface Verdict {
  readonly isValid: boolean
  readonly code: string
}
type Verifier = (api: Api) => (token: string) => Promise<Verdict>

const ours: Verifier = (api) => async (token) => {
  const { body } = expectStatus(await api.verify(token), 200)
  return { isValid: body.is_valid, code: body.error_code ?? '' }
}

/** Believes every well-formed token with an expiry to come: the verifier that the attacks are made for. */
const credulous: Verifier = () => async (token) => {
  try {
    const claims = claimsOf(token)
    return { isValid: Number(claims['exp']) > Date.now() / 1000, code: 'EXPIRED' }
  } catch {
    return { isValid: false, code: 'MALFORMED' }
  }
}

const claimsOf = (token: string): Claims => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

async function measureAttacks(makeVerifier: Verifier): Promise<Finding> {
  const secrets = chooseSecrets([newEd25519Jwk('ours'), newEd25519Jwk('second')])
  return withServer({ config: secrets.config }, async ({ api, server }) => {
    const trap = await setTrap()
    const outbound = watchOutbound(server.port)
    const verify = makeVerifier(api)
    const { secret } = await api.issue({ scopes: ['read'], actor_id: 'user_1' })
    const genuine = await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_JWT' })
    const attacks = jwtAttacks(genuine, secrets, trap.url)
    const accepted: string[] = []
    const withoutCode: string[] = []
    for (const { name, token } of attacks) {
      const { isValid, code } = await verify(token)
      if (isValid) accepted.push(name)
      else if (code === '') withoutCode.push(name)
    }
    const figures = judge({
      genuineAccepted: exactly(String((await verify(genuine)).isValid), 'true'),
      attacks: atLeast(attacks.length, ATTACKS_MIN),
      distinctTokens: exactly(new Set(attacks.map(({ token }) => token)).size, attacks.length),
      accepted: none(accepted),
      refusedWithoutCode: none(withoutCode),
      fetched: none(trap.visits),
      otherConnections: none(outbound.stop()),
    })
    await trap.close()
    return figures
  })
}

/** The address that embedded key URLs point to. */
async function setTrap() {
  const visits: string[] = []
  const trap = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.end('{"keys":[]}')
  })
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve))
  const { port } = trap.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, visits, close: () => new Promise((resolve) => trap.close(resolve)) }
}

/** Every connection of this process that does not go to the server under test. */
function watchOutbound(port: number) {
  const opened: Socket[] = []
  const watch = (message: unknown): void => void opened.push((message as { socket: Socket }).socket)
  const targets: string[] = []
  const watchAndFollow = (message: unknown): void => {
    watch(message)
    const socket = opened.at(-1)
    socket?.once('connect', () => {
      if (socket.remotePort !== port) targets.push(`${socket.remoteAddress}:${socket.remotePort}`)
    })
    socket?.once('error', (error) => targets.push(error.message))
  }
  diagnostics.subscribe('net.client.socket', watchAndFollow)
  return {
    stop(): readonly string[] {
      diagnostics.unsubscribe('net.client.socket', watchAndFollow)
      return targets
    },
  }
}

/** Claims that the server owns, and must own whatever the caller adds. */
const ownedByServer = ['iss', 'sub', 'akid', 'pid', 'nid', 'tty', 'act', 'scp', 'meta', 'vis', 'acl'] as const

/** How custom claims reach the token. */
type Deriver = (derive: (customClaims: Claims) => Promise<Claims>) => (customClaims: Claims) => Promise<Claims>

async function measureClaims(tier: Tier, deriver: Deriver = (derive) => derive): Promise<Finding> {
  return withServer({}, async ({ api, server }) => {
    const { secret, keyId } = await api.issue({
      scopes: ['read'],
      actor_id: 'user_1',
      metadata: { team: 'blue' },
      ip_restriction: { allowed_cidrs: ['127.0.0.0/8'] },
    })
    const ask = async (custom_claims: Claims): Promise<Claims> =>
      claimsOf(await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_JWT', ttl: '10m', custom_claims }))
    const derive = deriver(ask)
    const plain = await ask({})
    const changed: string[] = []
    let carried = 0
    const samples = fc.sample(customClaims, CLAIM_SETS[tier])
    for (const sample of samples) {
      const claims = await derive(sample)
      for (const name of ownedByServer)
        if (JSON.stringify(claims[name]) !== JSON.stringify(plain[name])) changed.push(`${name} by ${JSON.stringify(sample)}`)
      if (
        Number(claims['exp']) - Number(claims['iat']) !== 600 ||
        claims['iat'] !== claims['nbf'] ||
        claims['jti'] === plain['jti']
      )
        changed.push(`times by ${JSON.stringify(sample)}`)
      if ('carried' in sample && JSON.stringify(claims['carried']) === JSON.stringify(sample['carried'])) carried++
    }
    return judge({
      claimSets: atLeast(samples.length, CLAIM_SETS.pr),
      ownIssuer: exactly(String(plain['nid'] === server.projectId && plain['sub'] === keyId), 'true'),
      serverClaimsChanged: none(changed),
      othersCarried: exactly(carried, samples.filter((sample) => 'carried' in sample).length),
      ownedButNotReserved: none(ownedByServer.filter((name) => !reservedClaimNames.has(name))),
      emittedButNotReserved: none(Object.keys(plain).filter((name) => !reservedClaimNames.has(name))),
    })
  })
}

const claimValue = fc.oneof(
  fc.constantFrom<unknown>(
    'admin',
    9_999_999_999,
    ['admin', '*'],
    {},
    { sub: 'x' },
    null,
    true,
    '00000000-0000-4000-8000-000000000bad',
  ),
  fc.string({ maxLength: 12 }).filter((text) => !text.includes('\0') && text.isWellFormed()),
)
const owned = fc.dictionary(
  fc.constantFrom(...reservedClaimNames, 'kid', 'alg', 'typ', 'Sub', 'ISS', ' exp', 'exp ', 'ѕub'),
  claimValue,
  { maxKeys: 8, noNullPrototype: true },
)
const customClaims = fc
  .tuple(owned, fc.option(fc.record({ carried: claimValue }, { noNullPrototype: true }), { nil: {} }))
  .map(([some, others]) => ({ ...some, ...others }))

/** Whatever the caller says goes into the token, ours or not. */
const careless: Deriver = (derive) => async (customClaims) => ({ ...(await derive(customClaims)), ...customClaims })

// Wycheproof is too large to keep: packages/core/src/derive/jwt-wycheproof.test.ts runs it from the folder it is told.
export const bar: Bar = {
  id: 'b24',
  title: 'no forged, foreign or ambiguous JWT verifies, and no caller speaks over a claim of the server',
  run: async (tier) => combine({ attacks: await measureAttacks(ours), claims: await measureClaims(tier) }),
  controls: [
    { broken: 'the verifier believes what it can read', run: () => measureAttacks(credulous) },
    { broken: 'custom claims are laid over those of the server', run: () => measureClaims('pr', careless) },
  ],
}
