import { watchRoutes } from '../support/live-routes.ts'
import { exchange, type RawReply, requestText } from '../support/raw-http.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'
import { type Bar, exactly, type Finding, judge, type Tier } from './bar.ts'
import { ABSENT_ID, answeredBesideTheRouter, type PolicyEntry, pathOf, policy } from './policy.ts'
import { pathVariants } from './support/path-variants.ts'

const WORKSPACE_KEY = `ory_wak_${'Zm9vYmFyYmF6cXV4'.repeat(3)}1`
const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const
const HOST = 'Host: localhost'
const JSON_TYPE = 'Content-Type: application/json'

interface Setting {
  readonly table: readonly PolicyEntry[]
  readonly options: TestServerOptions
}

async function measure(tier: Tier, { table, options }: Setting): Promise<Finding> {
  const { routes, result: server } = await watchRoutes(() =>
    startTestServer({ ...options, environment: { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: WORKSPACE_KEY, ...options.environment } }),
  )
  try {
    const live = new Set([...routes, ...answeredBesideTheRouter])
    const written = new Set(table.map(({ method, path }) => `${method} ${path}`))
    const issued = await server.call('POST', '/v2alpha1/admin/issuedApiKeys', { name: 'route matrix', actor_id: 'matrix' })
    const secret: string = issued.body.secret
    const send = (bytes: string): Promise<RawReply> => exchange(server.port, bytes)
    return judge({
      routesOutsideThePolicy: exactly([...live].filter((route) => !written.has(route)).length, 0),
      policyWithoutRoute: exactly([...written].filter((route) => !live.has(route)).length, 0),
      openWithoutCredential: exactly(await countWrong(table, send, withoutCredential), 0),
      openForOtherCredentials: exactly(
        await countWrong(table, send, withOtherCredential([WORKSPACE_KEY, secret, 'ory_pat_', 'x'])),
        0,
      ),
      wrongVerbs: exactly(await countWrong(table, send, withOtherVerbs(server)), 0),
      ambiguousCallers: exactly(await countAmbiguous(send, server), 0),
      openByPathVariant: exactly(await countOpenVariants(table, send, tier), 0),
      callersMadeUp: exactly(await countMadeUpCallers(server), 0),
      ...surfaceFigures(await surfaces()),
    })
  } finally {
    await server.stop()
  }
}

type Send = (bytes: string) => Promise<RawReply>

/** How many requests of an entry got an answer they should not have. */
type Check = (entry: PolicyEntry, send: Send) => Promise<number>

async function countWrong(table: readonly PolicyEntry[], send: Send, check: Check): Promise<number> {
  let wrong = 0
  for (const entry of table) wrong += await check(entry, send)
  return wrong
}

const bodyOf = ({ body }: PolicyEntry, credential = 'nobody'): string =>
  body === undefined ? '' : JSON.stringify(body('matrix', credential))

const withoutCredential: Check = async (entry, send) => {
  const { status } = await send(requestText(entry.method, pathOf(entry), [HOST, JSON_TYPE], bodyOf(entry)))
  return status === (entry.needs === 'anyone' ? entry.answers : 401) ? 0 : 1
}

const withOtherCredential =
  (credentials: readonly string[]): Check =>
  async (entry, send) => {
    if (entry.needs === 'anyone') return 0
    let wrong = 0
    for (const credential of credentials) {
      for (const scheme of ['Bearer', 'Basic', 'Token', '']) {
        const { status } = await send(
          requestText(entry.method, pathOf(entry), [HOST, JSON_TYPE, `Authorization: ${scheme} ${credential}`], bodyOf(entry)),
        )
        if (status !== 401 && status !== 403) wrong++
      }
    }
    return wrong
  }

const withOtherVerbs =
  (server: TestServer): Check =>
  async (entry, send) => {
    const allowed = new Set(policy.filter(({ path }) => path === entry.path).map(({ method }) => method))
    let wrong = 0
    for (const verb of VERBS) {
      if (allowed.has(verb as PolicyEntry['method'])) continue
      const { status, headers } = await send(
        requestText(verb, pathOf(entry), [HOST, `Authorization: Bearer ${server.projectKey}`]),
      )
      if (status !== 405 || headers['allow'] !== [...allowed].sort().join(', ')) wrong++
    }
    return wrong
  }

/** Two credentials in one request, of which one is good: whoever is in front might read the other. */
async function countAmbiguous(send: Send, { projectKey }: TestServer): Promise<number> {
  const good = `Authorization: Bearer ${projectKey}`
  const bad = 'Authorization: Bearer ory_pat_x'
  let open = 0
  for (const headers of [
    [good, bad],
    [bad, good],
    [good, good],
  ]) {
    for (const [method, path, body] of [
      ['GET', '/v2alpha1/admin/issuedApiKeys', ''],
      ['POST', '/v2alpha1/admin/apiKeys:verify', '{"credential":"x"}'],
    ] as const) {
      const { status } = await send(requestText(method, path, [HOST, JSON_TYPE, ...headers], body))
      if (status < 400) open++
    }
  }
  return open
}

/** No spelling of an admin path is answered well without a credential. */
async function countOpenVariants(table: readonly PolicyEntry[], send: Send, tier: Tier): Promise<number> {
  const entries = table.filter(({ needs }) => needs !== 'anyone')
  let open = 0
  for (const [index, entry] of entries.entries()) {
    const variants = pathVariants(pathOf(entry)).filter((_, position) => tier === 'full' || position % 12 === index % 12)
    const replies = await Promise.all(
      variants.map(({ target, headers }) =>
        send(requestText(entry.method, target, [HOST, JSON_TYPE, ...headers], bodyOf(entry))),
      ),
    )
    open += replies.filter(({ status }) => status >= 200 && status < 300).length
  }
  return open
}

/** Whatever a request says about who sends it, the audit row names the credential. */
async function countMadeUpCallers(server: TestServer): Promise<number> {
  const claim = 'somebody-else'
  const identity = {
    user_id: claim,
    userId: claim,
    actor: claim,
    caller: claim,
    project_id: ABSENT_ID,
    projectId: ABSENT_ID,
    owner: claim,
  }
  const headers = {
    'x-user-id': claim,
    'x-forwarded-user': claim,
    'x-actor': claim,
    'x-project-id': ABSENT_ID,
    from: claim,
    'x-remote-user': claim,
  }
  const query = new URLSearchParams(identity).toString()
  const before = server.server.readAuditEvents(server.projectId).length
  const { status, body } = await server.call(
    'POST',
    `/v2alpha1/admin/issuedApiKeys?${query}`,
    { name: 'identity', ...identity },
    headers,
  )
  const events = server.server.readAuditEvents(server.projectId).slice(before)
  const caller = server.server.readAuditEvents(server.projectId).find(({ event }) => event === 'access_key.created')?.targetId
  const isRight =
    status === 201 &&
    body.issued_api_key.actor_id === '' &&
    events.length === 1 &&
    events.every(
      (event) => event.caller.kind === 'access_key' && event.caller.id === caller && !JSON.stringify(event).includes(claim),
    )
  return isRight ? 0 : 1
}

/** What each surface answers to everybody, by policy and in fact. */
async function surfaces(): Promise<Readonly<Record<'admin' | 'public', number>>> {
  const wrong = { admin: 0, public: 0 }
  for (const surface of ['admin', 'public'] as const) {
    const server = await startTestServer({ surface })
    try {
      for (const entry of policy) {
        const isServed =
          entry.surface === 'every' || entry.surface === surface || (entry.surface === 'pages' && surface === 'admin')
        const bytes = requestText(
          entry.method,
          pathOf(entry),
          [HOST, JSON_TYPE, `Authorization: Bearer ${server.projectKey}`],
          bodyOf(entry),
        )
        const { status, body } = await exchange(server.port, bytes)
        const isAnswered = status === entry.answers && (status !== 404 || body.includes('api_key_not_found'))
        const isHidden = status === 404 && body.includes('"id":"not_found"')
        if (isServed ? !isAnswered && entry.operation !== 'derive' : !isHidden) console.error(surface, entry.operation, status, body)
        if (isServed ? !isAnswered && entry.operation !== 'derive' : !isHidden) wrong[surface]++
      }
    } finally {
      await server.stop()
    }
  }
  return wrong
}

const surfaceFigures = ({ admin, public: open }: Readonly<Record<'admin' | 'public', number>>) => ({
  wrongOnAdminSurface: exactly(admin, 0),
  wrongOnPublicSurface: exactly(open, 0),
})

const setting: Setting = { table: policy, options: {} }

export const bar: Bar = {
  id: 'b29',
  title: 'the live router is the written policy, and no spelling of a path or a caller gets around it',
  run: (tier) => measure(tier, setting),
  controls: [
    {
      broken: 'a route that nobody wrote down',
      run: () => measure('pr', { ...setting, table: policy.filter(({ path }) => !path.endsWith(':bulkRevoke')) }),
    },
    {
      broken: 'the admin surface asks nobody who they are',
      run: () => measure('pr', { ...setting, options: { config: { serve: { admin_auth: 'none' } } } }),
    },
  ],
}
