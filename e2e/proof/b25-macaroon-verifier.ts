import { readFile } from 'node:fs/promises'
import {
  buildDerivedTokenClaims,
  type DerivedTokenClaims,
  readDerivedTokenClaims,
} from '@latchkey/core/derive/derived-token-claims'
import { mintMacaroon, verifyMacaroon } from '@latchkey/core/derive/macaroon-token'
import type { JsonObject } from '@latchkey/core/key/json'
import { attenuateMacaroon } from '@latchkey/core/macaroon/attenuate'
import { formatMacaroon, parseMacaroon } from '@latchkey/core/macaroon/macaroon-text'
import {
  addFirstPartyCaveat,
  createMacaroon,
  decodeMacaroon,
  encodeMacaroon,
  type Macaroon,
} from '@latchkey/core/macaroon/macaroon-v2'
import type { Instant } from '@latchkey/core/ports/clock'
import { mayUseFrom } from '@latchkey/core/verify/ip-restriction'
import { coversScopes } from '@latchkey/core/verify/scopes'
import { buildProject } from '@latchkey/testkit/build-project'
import { buildIssuedKey } from '@latchkey/testkit/builders'
import fc from 'fast-check'
import { exportToken, importToken } from '../support/macaroon-package.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { type Api, expectStatus } from './support/api.ts'
import { none } from './support/none.ts'
import { withServer } from './support/with-server.ts'

const CASES = { pr: 1_500, full: 100_000 } as const
const PARSES = { pr: 20_000, full: 10_000_000 } as const

const PREFIX = 'mc'
const project = buildProject()
const NOW = 1_795_000_000_000 as Instant
const NOW_SECONDS = NOW / 1000

/** What a token may let its holder do. */
const scopes = ['read:orders', 'read:users', 'write:orders', 'read:*', 'admin', '*'] as const
const addresses = ['10.0.0.1', '10.9.0.1', '192.0.2.1', '2001:db8::1'] as const
const moments = [-120, 0, 300, 3599, 3600, 7200].map((offset) => NOW_SECONDS + offset)

type Read = (token: string, at: Instant) => DerivedTokenClaims | undefined

const ours: Read = (text, now) =>
  verifyMacaroon(text, {
    prefix: PREFIX,
    hmacKeys: [project.hmacSecrets.current.key],
    issuers: [project.settings.issuer.current],
    projectId: project.id,
    now,
  })

/** Lets the last caveat speak instead of the narrowest. */
const lastWord: Read = (text, now) => {
  const caveats = parseMacaroon(text, PREFIX)?.caveats ?? []
  const json: JsonObject = Object.assign({}, ...caveats.map(({ identifier }) => jsonOf(identifier)))
  const claims = readDerivedTokenClaims(json, 'macaroon')
  return claims !== undefined && claims.exp * 1000 > now && claims.nbf * 1000 <= now + 60_000 ? claims : undefined
}

const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return {}
  }
}

/** What the token lets its holder do: with which scope, from where, when. */
const grantedBy = (read: Read, token: string): ReadonlySet<string> =>
  new Set(
    moments.flatMap((at) => {
      const claims = read(token, (at * 1000) as Instant)
      if (claims === undefined || claims.nid !== project.id) return []
      const from = addresses.filter((ip) => mayUseFrom(claims.acl, ip))
      return scopes
        .filter((one) => coversScopes(claims.scp, [one]))
        .flatMap((one) => from.map((ip) => `${one} from ${ip} at ${at}`))
    }),
  )

const scope = fc.constantFrom('read:*', 'read:orders', 'write:orders', 'write:*', 'admin', '*', 'read:', '')
const cidr = fc.constantFrom(
  '10.0.0.0/8',
  '10.9.0.0/16',
  '0.0.0.0/0',
  '192.0.2.0/24',
  '::/0',
  '2001:db8::/32',
  '::ffff:10.0.0.0/104',
)
const seconds = fc.constantFrom(
  0,
  NOW_SECONDS - 60,
  NOW_SECONDS,
  NOW_SECONDS + 300,
  NOW_SECONDS + 3600,
  NOW_SECONDS + 99_999,
  8.64e12,
)
const narrowing = fc.record(
  { exp: seconds, nbf: seconds, scp: fc.array(scope, { maxLength: 4 }), acl: fc.array(cidr, { minLength: 1, maxLength: 3 }) },
  { requiredKeys: [], noNullPrototype: true },
)
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    {},
    [],
    null,
    'exp',
    { scp: '*' },
    { scp: null },
    { acl: [] },
    { acl: null },
    { exp: -1 },
    { exp: '9999999999' },
    { nid: 'other' },
    { scp: ['*'], nid: project.id },
    { sub: 'x' },
    { iss: 'x' },
    { tty: 'jwt' },
    { or: [{}] },
  ),
  fc.dictionary(fc.constantFrom('exp', 'nbf', 'scp', 'acl', 'nid', 'iss', 'iat'), fc.jsonValue({ maxDepth: 2 }), {
    noNullPrototype: true,
  }),
)
const holding = fc.tuple(
  fc.array(
    scope.filter((one) => one !== ''),
    { minLength: 1, maxLength: 3 },
  ),
  fc.option(fc.array(cidr, { minLength: 1, maxLength: 2 }), { nil: undefined }),
  fc.array(fc.oneof({ weight: 9, arbitrary: narrowing }, { weight: 1, arbitrary: hostile }), { minLength: 1, maxLength: 4 }),
)

function mint(scopes: readonly string[], allowedCidrs: readonly string[] | undefined): string {
  const parent = { ...buildIssuedKey(), projectId: project.id, allowedCidrs }
  const grant = {
    parent,
    tokenKind: 'macaroon',
    issuer: project.settings.issuer.current,
    tokenId: crypto.randomUUID(),
    now: NOW,
    expiresAt: (NOW + 3_600_000) as Instant,
    scopes,
  } as const
  return mintMacaroon(buildDerivedTokenClaims(grant), PREFIX, project.hmacSecrets.current.key)
}

/** As a hostile holder does it: no check, only the chain. */
const withCaveat = (token: string, caveat: unknown): string => {
  const macaroon = parseMacaroon(token, PREFIX)
  return macaroon === undefined
    ? token
    : formatMacaroon(PREFIX, addFirstPartyCaveat(macaroon, Buffer.from(JSON.stringify(caveat) ?? '')))
}

function measureAuthority(tier: Tier, read: Read): Finding {
  const widened: string[] = []
  let stillGood = 0
  let refused = 0
  for (const [held, cidrs, caveats] of fc.sample(holding, CASES[tier])) {
    const before = mint(held, cidrs)
    const after = caveats.reduce<string>(withCaveat, before)
    const heldBefore = grantedBy(ours, before)
    const granted = grantedBy(read, after)
    if (granted.size > 0) stillGood++
    else refused++
    if (!granted.isSubsetOf(heldBefore)) widened.push(JSON.stringify([held, cidrs, caveats]))
  }
  return judge({
    cases: atLeast(CASES[tier], CASES.pr),
    widened: none(widened),
    stillGood: atLeast(stillGood, CASES[tier] / 30),
    refusedOrEmpty: atLeast(refused, CASES[tier] / 30),
  })
}

interface Chain {
  readonly root_key: string
  readonly identifier: string
  readonly signature_hex: string
  readonly caveats: readonly { readonly condition: string; readonly signature_hex: string }[]
}

/** The published examples, and bytes that are no macaroon. */
async function measureFormat(tier: Tier): Promise<Finding> {
  const file = new URL('../../packages/core/vectors/libmacaroons.json', import.meta.url)
  const { signature_chains } = JSON.parse(await readFile(file, 'utf8')) as { signature_chains: readonly Chain[] }
  const disagreeing: string[] = []
  let signatures = 0
  for (const chain of signature_chains) {
    let macaroon = createMacaroon(Buffer.from(chain.root_key), Buffer.from(chain.identifier))
    const expected = [chain.signature_hex, ...chain.caveats.map(({ signature_hex }) => signature_hex)]
    for (const [index, signature] of expected.entries()) {
      const caveat = chain.caveats[index - 1]
      if (caveat !== undefined) macaroon = addFirstPartyCaveat(macaroon, Buffer.from(caveat.condition))
      if (Buffer.from(macaroon.signature).toString('hex') !== signature) disagreeing.push(`${chain.identifier} at ${index}`)
      signatures++
    }
  }
  const bytes = encodeMacaroon(parseMacaroon(mint(['a'], undefined), PREFIX) as Macaroon)
  let notCanonical = 0
  for (let index = 0; index < PARSES[tier]; index++) {
    const changed = Buffer.from(bytes)
    for (let changes = 0; changes <= index % 3; changes++)
      changed[Math.floor(Math.random() * changed.length)] = Math.floor(Math.random() * 256)
    const decoded = decodeMacaroon(index % 5 === 0 ? changed.subarray(0, index % changed.length) : changed)
    if (decoded !== undefined && !encodeMacaroon(decoded).equals(changed)) notCanonical++
  }
  return judge({
    publishedSignatures: atLeast(signatures, 5),
    disagreeing: none(disagreeing),
    parses: atLeast(PARSES[tier], PARSES.pr),
    decodedButNotCanonical: exactly(notCanonical, 0),
  })
}

/** What must be refused, over HTTP. */
const measureRefusals = (): Promise<Finding> =>
  withServer({}, async ({ api }) => {
    const { secret } = await api.issue({ scopes: ['read:*', 'write:orders'] })
    const token = await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_MACAROON' })
    const jwt = await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_JWT' })
    const narrowed = attenuateMacaroon(token, { scp: ['read:orders'] })
    const accepted: string[] = []
    const cases = refusals(token, narrowed, jwt)
    for (const [name, text] of Object.entries(cases)) if (await isAccepted(api, text)) accepted.push(name)
    const { body } = expectStatus(await api.verify(narrowed), 200)
    return judge({
      narrowedAccepted: exactly(JSON.stringify([body.is_valid, body.scopes]), JSON.stringify([true, ['read:orders']])),
      refusals: atLeast(Object.keys(cases).length, 20),
      accepted: none(accepted),
    })
  })

const isAccepted = async (api: Api, token: string): Promise<boolean> =>
  expectStatus(await api.verify(token), 200).body.is_valid !== false

function refusals(token: string, narrowed: string, jwt: string): Readonly<Record<string, string>> {
  const macaroon = parseMacaroon(narrowed, PREFIX) as Macaroon
  const [claimSet, holderCaveat] = macaroon.caveats
  if (claimSet === undefined || holderCaveat === undefined) throw new Error('the token has no caveats')
  const claims = JSON.parse(Buffer.from(claimSet.identifier).toString()) as JsonObject
  const rewritten = (changes: Partial<Macaroon>): string => formatMacaroon(PREFIX, { ...macaroon, ...changes })
  const third = importToken(token)
  third.addThirdPartyCaveat(new Uint8Array(32), 'is a member', 'https://third.test')
  const many = Array.from({ length: 32 }).reduce<string>((text) => withCaveat(text, { nbf: 1 }), token)
  const long = withCaveat(token, { scp: Array.from({ length: 200 }, (_, index) => `scope-${index}-${'x'.repeat(32)}`) })
  const unknown = [
    'time < 2100-01-01',
    { aud: 'x' },
    { exp: 9_999_999_999, aud: 'x' },
    {},
    [],
    null,
    7,
    { scp: 'read' },
    { acl: ['nowhere'] },
    { exp: 1.5 },
  ]
  return {
    ...Object.fromEntries(unknown.map((caveat) => [`caveat ${JSON.stringify(caveat)}`, withCaveat(token, caveat)])),
    'a condition for a third party': exportToken(third),
    'the caveat removed': rewritten({ caveats: [claimSet] }),
    'the claims removed': rewritten({ caveats: [holderCaveat] }),
    'the caveats in another order': rewritten({ caveats: [holderCaveat, claimSet] }),
    'the caveat twice': rewritten({ caveats: [claimSet, holderCaveat, holderCaveat] }),
    'a wider claim set': rewritten({
      caveats: [{ ...claimSet, identifier: Buffer.from(JSON.stringify({ ...claims, scp: ['*'] })) }],
    }),
    'a claim set of its own': withCaveat(token, { ...claims, scp: ['*'] }),
    'another identifier': rewritten({ identifier: Buffer.from('x') }),
    'a location': rewritten({ location: Buffer.from('https://attacker.test') }),
    'a signature of zeros': rewritten({ signature: Buffer.alloc(32) }),
    'a signature of one byte': rewritten({ signature: Buffer.alloc(1) }),
    'made from nothing': formatMacaroon(
      PREFIX,
      addFirstPartyCaveat(createMacaroon(Buffer.alloc(32), Buffer.from(String(claims['jti']))), claimSet.identifier),
    ),
    'more than 32 caveats': many,
    'longer than 8 KiB': long,
    padded: `${token}=`,
    'in another alphabet': token.replaceAll('-', '+').replaceAll('_', '/').replace('mc/v1/', 'mc_v1_').concat('+'),
    'with a prefix of another': token.replace('mc_', 'mk_'),
    'the claims of a JWT': withCaveat(token, JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())),
  }
}

export const bar: Bar = {
  id: 'b25',
  title: 'whatever its holders add to a macaroon, it never lets anyone do more',
  run: async (tier) =>
    combine({ authority: measureAuthority(tier, ours), format: await measureFormat(tier), refusals: await measureRefusals() }),
  controls: [{ broken: 'the last caveat counts instead of the narrowest', run: async () => measureAuthority('pr', lastWord) }],
}
