import { DatabaseSync } from 'node:sqlite'
import { parseListFilter } from '@latchkey/core/key/list-filter'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import { openAdministration } from '@latchkey/server/administration'
import fc from 'fast-check'
import { chooseSecrets, type KnownSecrets } from '../support/known-secrets.ts'
import { spyOnSql } from '../support/sql-spy.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'
import { atLeast, atMost, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { Api, expectStatus } from './support/api.ts'
import { none } from './support/none.ts'
import { forgeries, misspeltTokens } from './support/page-token-forgeries.ts'

/** What the server asks by itself, twenty times a second; it belongs to no request. */
const LOOK_FOR_NEWS = 'PRAGMA data_version'

const FILTERS = { pr: 400, full: 100_000 } as const
const SQL_TEXTS_MAX = 64
const HOSTILE_MAX_MS = 10
const CANARY = 'kanarienvogel'

type Collection = 'issuedApiKeys' | 'importedApiKeys'
const collections: readonly Collection[] = ['issuedApiKeys', 'importedApiKeys']

const hostileText = fc.constantFrom(
  `${CANARY}' OR '1'='1`,
  `${CANARY}"; DROP TABLE projects; --`,
  `${CANARY}') UNION SELECT sealed FROM project_secrets --`,
  `${CANARY}%`,
  `${CANARY}\\`,
  `$projectId ${CANARY}`,
  `?1 ${CANARY}`,
  `x' || (SELECT hash FROM access_keys) || '${CANARY}`,
)
const quoted = (text: string): string => `"${text.replace(/[\\"*]/g, (special) => `\\${special}`)}"`
const text = fc
  .oneof(
    hostileText,
    fc.string({ maxLength: 24, unit: 'grapheme' }).map((some) => CANARY + some),
  )
  .map(quoted)
const instant = fc
  .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
  .map((date) => `"${date.toISOString()}"`)
const instantField = fc.constantFrom('expire_time', 'last_used_time', 'create_time')
const term = fc.oneof(
  text.map((value) => `actor_id = ${value}`),
  text.map((value) => `name = ${value}`),
  fc.stringMatching(/^[a-z]{0,6}$/).map((prefix) => `name:"${prefix}*"`),
  fc.constantFrom('ACTIVE', 'REVOKED', 'EXPIRED', 'SUSPENDED').map((status) => `status = ${status}`),
  fc.constantFrom('expire_time:*', 'NOT expire_time:*', 'last_used_time:*', '-last_used_time:*'),
  fc.tuple(instantField, fc.constantFrom('<', '<=', '=', '>=', '>'), instant).map((parts) => parts.join(' ')),
)
const goodFilter = fc.array(term, { maxLength: 5 }).map((terms) => terms.join(' AND '))
const foreignField = fc
  .tuple(
    fc.constantFrom(
      'id',
      'project_id',
      'hash',
      'rowid',
      'sealed',
      '1',
      'k.name',
      'name)',
      'scopes',
      'metadata',
      'updated_at',
      "name'--",
    ),
    text,
  )
  .map(([field, value]) => `${field} = ${value}`)
const anyFilter = fc.oneof(
  { weight: 6, arbitrary: goodFilter },
  { weight: 1, arbitrary: foreignField },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
)

async function measureFilters(tier: Tier, options: TestServerOptions = {}): Promise<Finding> {
  const server = await startTestServer(options)
  const api = new Api(server)
  const spy = spyOnSql()
  try {
    for (const name of ['a', 'b', 'c']) await api.issue({ name, actor_id: name })
    spy.seen.length = 0
    const texts = new Set<string>()
    const wrong: string[] = []
    let foreignAnswered = 0
    for (const [index, filter] of fc.sample(anyFilter, FILTERS[tier]).entries()) {
      const query = new URLSearchParams({ filter, page_size: '2' })
      const { status } = await api.admin('GET', `/${collections[index % 2]}?${query}`)
      if (status !== 200 && status !== 400) wrong.push(`${filter}: ${status}`)
      for (const { sql } of spy.seen) texts.add(sql)
      spy.seen.length = 0
    }
    for (const filter of fc.sample(foreignField, FILTERS[tier] / 10)) {
      const { status } = await api.admin('GET', `/issuedApiKeys?${new URLSearchParams({ filter })}`)
      if (status !== 400) foreignAnswered++
    }
    return judge({
      filters: atLeast(FILTERS[tier], FILTERS.pr),
      wrongAnswers: none(wrong),
      foreignFieldsAnswered: exactly(foreignAnswered, 0),
      sqlTexts: atMost(texts.size, SQL_TEXTS_MAX),
      sqlTextsWithValues: none([...texts].filter((sql) => sql.includes(CANARY))),
      slowestHostileMs: atMost(slowestHostileMs(), HOSTILE_MAX_MS),
    })
  } finally {
    spy.stop()
    api.close()
    await server.stop()
  }
}

/** How long the worst texts take, in the better of three rounds: what another process on this machine takes is not ours. */
function slowestHostileMs(): number {
  const size = 100 * 1024
  const fill = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
  const pieces = [
    '(',
    '"',
    '\\',
    ' ',
    'name:"',
    'AND ',
    '*',
    'name = "\\"',
    '\u{1f511}',
    '\ud800',
    'a',
    '=',
    'name="a" AND ',
    'NOT ',
    '-',
  ]
  const texts = [size, 2048].flatMap((length) => pieces.map((piece) => fill(piece, length)))
  return Math.max(...texts.map((hostile) => Math.min(...[1, 2, 3].map(() => millisecondsOf(hostile)))))
}

function millisecondsOf(filter: string): number {
  const startedAt = performance.now()
  try {
    parseListFilter(filter)
  } catch {
    // Refused, as it should be; only the time counts here.
  }
  return Math.round((performance.now() - startedAt) * 100) / 100
}

interface TokenScene {
  readonly server: TestServer
  readonly secrets: KnownSecrets
  readonly list: (collection: Collection, query: Readonly<Record<string, string>>, base?: string) => Promise<number>
  /** A genuine token of each collection, without a filter. */
  readonly tokens: Readonly<Record<Collection, string>>
}

const FILTER = 'status = ACTIVE'

async function measureTokens(tier: Tier, ignoreBadTokens = false): Promise<Finding> {
  const secrets = chooseSecrets()
  const server = await startTestServer({ config: secrets.config })
  const api = new Api(server)
  const spy = spyOnSql()
  try {
    const scene = await setScene(server, api, secrets, ignoreBadTokens)
    const genuine = await Promise.all(
      collections.map((collection) => scene.list(collection, { page_token: scene.tokens[collection] })),
    )
    const forged = forgeries({ hmacSecret: secrets.hmacSecret, projectId: server.projectId, filter: FILTER })
    spy.seen.length = 0
    const ours = await scene.list('issuedApiKeys', { page_token: forged.honest })
    const textsBefore = new Set(spy.seen.map(({ sql }) => sql))
    const opened = await openedOf(
      scene,
      forged.foreign.map((page_token) => ['issuedApiKeys', { page_token }] as const),
    )
    const textsAfter = new Set(spy.seen.map(({ sql }) => sql))
    return judge({
      genuineOpened: exactly(genuine.filter((status) => status === 200).length, 2),
      honestForgeryOpened: exactly(ours, 200),
      bitFlipsOpened: none(
        await openedOf(
          scene,
          misspeltTokens(scene.tokens.issuedApiKeys, tier).map((page_token) => ['issuedApiKeys', { page_token }]),
        ),
      ),
      elsewhereOpened: none(await openedElsewhere(scene)),
      foreignContents: atLeast(forged.foreign.length, 10),
      foreignContentsOpened: none(opened),
      sqlTextsOfForeignContents: none([...textsAfter].filter((sql) => !textsBefore.has(sql) && sql !== LOOK_FOR_NEWS)),
      openedAfterSecretWasDropped: none(await openedAfterDrop(scene)),
    })
  } finally {
    spy.stop()
    api.close()
    await server.stop()
  }
}

async function setScene(server: TestServer, api: Api, secrets: KnownSecrets, ignoreBadTokens: boolean): Promise<TokenScene> {
  for (const name of ['a', 'b', 'c']) {
    await api.issue({ name })
    await api.import(`sk_page_${name}`)
  }
  const tokenOf = async (collection: Collection): Promise<string> =>
    expectStatus(await api.admin('GET', `/${collection}?page_size=1`), 200).body.next_page_token
  const tokens = { issuedApiKeys: await tokenOf('issuedApiKeys'), importedApiKeys: await tokenOf('importedApiKeys') }
  return {
    server,
    secrets,
    tokens,
    async list(collection, query, base = '') {
      const path = (some: Readonly<Record<string, string>>) => `${base}/v2alpha1/admin/${collection}?${new URLSearchParams(some)}`
      const { status } = await api.request('GET', path(query))
      const { page_token: _dropped, ...rest } = query
      return status === 400 && ignoreBadTokens ? (await api.request('GET', path(rest))).status : status
    },
  }
}

type Attempt = readonly [collection: Collection, query: Readonly<Record<string, string>>]

async function openedOf({ list }: TokenScene, attempts: readonly Attempt[]): Promise<readonly string[]> {
  const opened: string[] = []
  for (const [collection, query] of attempts) {
    const status = await list(collection, query)
    if (status !== 400) opened.push(`${status} for ${JSON.stringify(query)}`)
  }
  return opened
}

/** The same token where it does not belong. */
async function openedElsewhere(scene: TokenScene): Promise<readonly string[]> {
  const { issuedApiKeys: issued, importedApiKeys: imported } = scene.tokens
  const opened = await openedOf(scene, [
    ['importedApiKeys', { page_token: issued }],
    ['issuedApiKeys', { page_token: imported }],
    ['issuedApiKeys', { page_token: issued, filter: FILTER }],
    ['issuedApiKeys', { page_token: issued, filter: ' ' }],
  ])
  const administration = await openAdministration(scene.server)
  const other = await administration.createProject({ name: 'other', environment: 'dev' })
  const { credential } = await administration.createProjectApiKey({
    project: other.slug,
    name: 'proof',
    permissions: ['keys:read'],
    expiresAt: undefined,
  })
  await administration.close()
  const api = new Api({ port: scene.server.port, projectKey: credential.reveal() })
  const { status } = await api.admin('GET', `/issuedApiKeys?${new URLSearchParams({ page_token: issued })}`)
  api.close()
  return status === 400 ? opened : [...opened, `${status} in another project`]
}

/** The project's secret is replaced and not retired. */
async function openedAfterDrop({ server, tokens }: TokenScene): Promise<readonly string[]> {
  const next = await startTestServer({ folder: server.folder, projectKey: server.projectKey, config: chooseSecrets().config })
  try {
    const opened: string[] = []
    for (const collection of collections) {
      const query = new URLSearchParams({ page_token: tokens[collection] })
      const { status } = await next.call('GET', `/v2alpha1/admin/${collection}?${query}`)
      if (status !== 400) opened.push(`${collection}: ${status}`)
    }
    return opened
  } finally {
    await next.stop()
  }
}

/** A store that writes the value of a filter into its SQL. */
function concatenatingStore(store: KeyStore): KeyStore {
  const db = new DatabaseSync(':memory:')
  return {
    find: (...call) => store.find(...call),
    findMany: (...call) => store.findMany(...call),
    insert: (...call) => store.insert(...call),
    insertMany: (...call) => store.insertMany(...call),
    change: (...call) => store.change(...call),
    recordUses: (...call) => store.recordUses(...call),
    removeEnded: (...call) => store.removeEnded(...call),
    forgetRequests: (...call) => store.forgetRequests(...call),
    list: (projectId, query) => {
      db.prepare(`SELECT '${JSON.stringify(query.conditions).replaceAll("'", "''").replaceAll('\u0000', '')}'`).get()
      return store.list(projectId, query)
    },
  }
}

export const bar: Bar = {
  id: 'b26',
  title: 'filters and page tokens carry values into a fixed set of SQL texts, and tokens open only where they belong',
  run: async (tier) => combine({ filters: await measureFilters(tier), pageTokens: await measureTokens(tier) }),
  controls: [
    {
      broken: 'the store writes values into its SQL',
      run: () => measureFilters('pr', { overrides: { keyStore: concatenatingStore } }),
    },
    { broken: 'a page token that does not open is left aside', run: () => measureTokens('pr', true) },
  ],
}
