import { classifyCredential } from '@latchkey/core/credential/classify-credential'
import { formatIssuedKey, parseIssuedKey } from '@latchkey/core/credential/issued-key'
import { buildDerivedTokenClaims } from '@latchkey/core/derive/derived-token-claims'
import { signJwt } from '@latchkey/core/derive/jwt'
import { mintMacaroon } from '@latchkey/core/derive/macaroon-token'
import type { KeyId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import { proveCredential } from '@latchkey/core/verify/prove-credential'
import { buildProject } from '@latchkey/testkit/build-project'
import { buildIssuedKey } from '@latchkey/testkit/builders'
import fc from 'fast-check'
import { insertions, replacements, slips, spellings, wrappings } from '../../packages/core/vectors/mutations.ts'
import { exchange, requestText } from '../support/raw-http.ts'
import { atLeast, atMost, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { type Api, expectStatus } from './support/api.ts'
import { none } from './support/none.ts'
import { type Served, withServer } from './support/with-server.ts'

const FUZZ = { pr: 10_000, full: 10_000_000 } as const
/** Of the mutations over HTTP, every so manieth. */
const EVERY = { pr: 37, full: 1 } as const
const SLOWEST_MS = 5
const BATCH = 100

const project = buildProject()
const NOW = 1_795_000_000_000 as Instant
type Prove = (credential: string) => string

/** Which kind of credential a text proves to be; a text that proves nothing about itself is an imported key, or none. */
const ours: Prove = (credential) => proveCredential(project, credential, NOW).kind

/** Trims, and looks at nothing but the part before the last underscore. */
const forgiving: Prove = (credential) => {
  const kind = ours(credential.trim())
  if (kind !== 'none' && kind !== 'imported_key') return kind
  const known = genuine()['issued key']
  return credential.slice(0, -10) === known.slice(0, -10) ? 'issued_key' : kind
}

const mutationsOf = function* (credential: string): Generator<string> {
  for (const make of [replacements, slips, spellings, wrappings]) yield* make(credential)
  yield* insertions(credential)
}

/** One credential of each kind that proves itself. */
function genuine(): Readonly<Record<'issued key' | 'JWT' | 'macaroon', string>> {
  const keyId = '6ba7b810-9dad-41d1-80b4-00c04fd430c8' as KeyId
  const parent = { ...buildIssuedKey({ id: keyId }), projectId: project.id }
  const [signing] = project.signingKeys
  if (signing === undefined) throw new Error('the project signs nothing')
  const claims = (tokenKind: 'jwt' | 'macaroon') =>
    buildDerivedTokenClaims({
      parent,
      tokenKind,
      issuer: project.settings.issuer.current,
      tokenId: 'd437c68e-9d56-4199-85c3-a6702491b89e',
      now: NOW,
      expiresAt: (NOW + 3_600_000) as Instant,
      scopes: ['a'],
    })
  return {
    'issued key': formatIssuedKey({ prefix: 'ory_ak', keyId, issuedAtSeconds: NOW / 1000 - 60 }, project.hmacSecrets.current.key),
    JWT: signJwt(claims('jwt'), signing.value),
    macaroon: mintMacaroon(claims('macaroon'), 'mc', project.hmacSecrets.current.key),
  }
}

/** Everything that can be done to one of each, against the rules alone. The tests beside the parsers do the same kind by kind. */
function measureMutations(tier: Tier, prove: Prove): Finding {
  const accepted: string[] = []
  let tried = 0
  let proved = 0
  for (const [kind, credential] of Object.entries(genuine())) {
    if (!['none', 'imported_key'].includes(prove(credential))) proved++
    let index = 0
    for (const mutation of mutationsOf(credential)) {
      // A key is short, a token is not: of those the pull request tries a part.
      if (tier === 'pr' && kind !== 'issued key' && index++ % 31 !== 0) continue
      if (mutation === credential) continue
      tried++
      if (!['none', 'imported_key'].includes(prove(mutation))) accepted.push(`${kind}: ${JSON.stringify(mutation).slice(0, 80)}`)
    }
  }
  return judge({ genuineAccepted: exactly(proved, 3), tried: atLeast(tried, 10_000), accepted: none(accepted) })
}

const soup = fc.array(
  fc.oneof(
    fc.constantFrom(
      'ory_ak',
      '_v1_',
      'mc_v1_',
      'eyJ',
      '.',
      'mc',
      '_',
      '1',
      'z',
      '=',
      '\u0000',
      'ы',
      '\ud800',
      '{}',
      'ory_pat_',
      ' ',
    ),
    fc.string({ maxLength: 12, unit: 'binary' }),
    fc.base64String({ maxLength: 40 }),
  ),
  { maxLength: 8 },
)
const anyText = fc.oneof(
  soup.map((pieces) => pieces.join('')),
  fc.string({ maxLength: 200, unit: 'binary' }),
  fc.tuple(soup, fc.integer({ min: 1, max: 600 })).map(([pieces, times]) => pieces.join('').repeat(times).slice(0, 20_000)),
)

function* texts(count: number): Generator<string> {
  for (let drawn = 0; drawn < count; drawn += FUZZ.pr) yield* fc.sample(anyText, FUZZ.pr)
}

/** Any text at all: one kind, the same every time, and soon. */
function measureFuzz(tier: Tier): Finding {
  const kinds = new Set<string>()
  const wrong: string[] = []
  let slowestMs = 0
  for (const text of texts(FUZZ[tier])) {
    try {
      const kind = classifyCredential(text, ['mc']).kind
      kinds.add(kind)
      const spentMs = millisecondsOf(text)
      slowestMs = Math.max(slowestMs, spentMs > SLOWEST_MS / 5 ? Math.min(...[1, 2, 3].map(() => millisecondsOf(text))) : spentMs)
      if (!['none', 'imported_key'].includes(ours(text)) || classifyCredential(text, ['mc']).kind !== kind)
        wrong.push(JSON.stringify(text).slice(0, 80))
      const parsed = parseIssuedKey(text)
      if (parsed !== undefined && `${parsed.signedText}${parsed.checksum}` !== text)
        wrong.push(`not canonical: ${text.slice(0, 80)}`)
    } catch (error) {
      wrong.push(`${String(error)} for ${JSON.stringify(text).slice(0, 80)}`)
    }
  }
  return judge({
    executions: atLeast(FUZZ[tier], FUZZ.pr),
    wrong: none(wrong),
    slowestMs: atMost(Math.round(slowestMs * 100) / 100, SLOWEST_MS),
    // No text that chance makes is an issued key; those are covered by the mutations.
    kinds: atLeast(kinds.size, 2),
  })
}

function millisecondsOf(text: string): number {
  const startedAt = performance.now()
  ours(text)
  return performance.now() - startedAt
}

/** The same through the front door, with keys that exist. */
const measureOverHttp = (tier: Tier): Promise<Finding> =>
  withServer({}, async (served) => {
    const { api } = served
    const issued = await api.issue({ name: 'x', scopes: ['a'] })
    const imported = await api.import('sk_live_Imp0rtedKey_42')
    const [jwt, macaroon] = [
      await api.derive(issued.secret, { algorithm: 'TOKEN_ALGORITHM_JWT' }),
      await api.derive(issued.secret, { algorithm: 'TOKEN_ALGORITHM_MACAROON' }),
    ]
    const credentials = [issued.secret, imported.secret, jwt, macaroon]
    const mutations = credentials.flatMap((credential, which) =>
      [...mutationsOf(credential)].filter(
        (mutation, index) =>
          mutation !== credential && mutation.isWellFormed() && index % (which > 1 ? EVERY[tier] * 9 : EVERY[tier]) === 0,
      ),
    )
    return judge({
      genuineAccepted: exactly((await validAmong(api, credentials)).length, 4),
      tried: atLeast(mutations.length, 1_000),
      accepted: none(await validAmong(api, mutations)),
      importedThoughOfAnotherKind: none(await importedAnyway(api, [issued.secret, jwt, macaroon])),
      takenTwice: none(await takenTwice(served, issued.secret)),
    })
  })

async function validAmong(api: Api, credentials: readonly string[]): Promise<readonly string[]> {
  const valid: string[] = []
  for (let from = 0; from < credentials.length; from += BATCH) {
    const some = credentials.slice(from, from + BATCH)
    const { body } = expectStatus(
      await api.admin('POST', '/apiKeys:batchVerify', { requests: some.map((credential) => ({ credential })) }),
      200,
    )
    valid.push(...some.filter((_, index) => body.results[index].is_valid !== false))
  }
  return valid
}

/** What would be read as another kind can never be found again as an imported key. */
async function importedAnyway(api: Api, credentials: readonly string[]): Promise<readonly string[]> {
  const taken: string[] = []
  for (const raw_key of [...credentials, 'eyJhbGciOiJub25lIn0.e30.', 'mc_v1_AAAA']) {
    const { status } = await api.admin('POST', '/importedApiKeys', { name: 'x', actor_id: 'x', raw_key })
    if (status !== 409 && status !== 400) taken.push(`${raw_key.slice(0, 12)}…: ${status}`)
  }
  return taken
}

/** One request that presents two credentials in the same place. */
async function takenTwice({ server }: Served, secret: string): Promise<readonly string[]> {
  const caller = `Authorization: Bearer ${server.projectKey}`
  const requests = {
    'two members': [[caller], `{"credential":"x","credential":"${secret}"}`],
    'two members, one escaped': [[caller], `{"credential":"${secret}","credenti\\u0061l":"x"}`],
    'two callers': [[caller, 'Authorization: Bearer ory_pat_x'], `{"credential":"${secret}"}`],
    'two callers in one header': [[`${caller}, Bearer ory_pat_x`], `{"credential":"${secret}"}`],
    'a list': [[caller], `{"credential":["${secret}"]}`],
  } as const
  const taken: string[] = []
  for (const [name, [headers, body]] of Object.entries(requests)) {
    for (const path of ['/v2alpha1/admin/apiKeys:verify', '/v2alpha1/admin/apiKeys:derive']) {
      const { status } = await exchange(
        server.port,
        requestText('POST', path, ['Host: localhost', 'Content-Type: application/json', ...headers], body),
      )
      if (status !== 400 && status !== 401) taken.push(`${name}: ${status}`)
    }
  }
  return taken
}

export const bar: Bar = {
  id: 'b23',
  inTests: 'without_control',
  title: 'a credential has one spelling and one kind, and nothing near it is accepted',
  run: async (tier) =>
    combine({ mutations: measureMutations(tier, ours), fuzz: measureFuzz(tier), http: await measureOverHttp(tier) }),
  controls: [
    { broken: 'the parser forgives white space and a wrong ending', run: async () => measureMutations('pr', forgiving) },
  ],
}
