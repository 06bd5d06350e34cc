import { watchRoutes } from '../support/live-routes.ts'
import { exchange, type RawReply, requestText } from '../support/raw-http.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'
import { type Bar, combine, type Finding, judge, type Tier } from './bar.ts'
import { ABSENT_ID, answeredBesideTheRouter, type PolicyEntry, pathOf, policy } from './policy.ts'
import { consolePageRoutes, consolePolicy, consoleRedirects, controlPolicy } from './policy-control.ts'
import { measureControlRoutes } from './support/control-routes.ts'
import { none } from './support/none.ts'
import { pathVariants } from './support/path-variants.ts'

const WORKSPACE_KEY = `ory_wak_${'Zm9vYmFyYmF6cXV4'.repeat(3)}1`
const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const
const HOST = 'Host: localhost'
/** How many runs the spellings of a path are spread over, route by route. */
const PR_SHARE = 12
const JSON_TYPE = 'Content-Type: application/json'

interface Setting {
  readonly table: readonly PolicyEntry[]
  readonly options: TestServerOptions
}

async function measureProjects(tier: Tier, { table, options }: Setting): Promise<Finding> {
  const { routes, result: server } = await watchRoutes(() =>
    startTestServer({ ...options, environment: { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: WORKSPACE_KEY, ...options.environment } }),
  )
  try {
    const live = new Set([...routes, ...answeredBesideTheRouter])
    const written = new Set([
      ...[...table, ...controlPolicy, ...consolePolicy].map(({ method, path }) => `${method} ${path}`),
      ...[...Object.keys(consolePageRoutes), ...Object.keys(consoleRedirects)].map((path) => `GET ${path}`),
    ])
    const issued = await server.call('POST', '/v2alpha1/admin/issuedApiKeys', { name: 'route matrix', actor_id: 'matrix' })
    const secret: string = issued.body.secret
    const send = (bytes: string): Promise<RawReply> => exchange(server.port, bytes)
    return judge({
      routesOutsideThePolicy: none([...live].filter((route) => !written.has(route))),
      policyWithoutRoute: none([...written].filter((route) => !live.has(route))),
      openWithoutCredential: none(await offenders(table, send, withoutCredential)),
      openForOtherCredentials: none(await offenders(table, send, withOtherCredential([WORKSPACE_KEY, secret, 'ory_pat_', 'x']))),
      wrongVerbs: none(await offenders(table, send, withOtherVerbs(server))),
      ambiguousCallers: none(await ambiguousCallers(send, server)),
      openByPathVariant: none(await openVariants(table, send, tier)),
      callersMadeUp: none(await madeUpCallers(server)),
      wrongOnAdminSurface: none(await wrongOn('admin')),
      wrongOnPublicSurface: none(await wrongOn('public')),
    })
  } finally {
    await server.stop()
  }
}

type Send = (bytes: string) => Promise<RawReply>

/** The requests of an entry that got an answer they should not have. */
type Check = (entry: PolicyEntry, send: Send) => Promise<readonly string[]>

async function offenders(table: readonly PolicyEntry[], send: Send, check: Check): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of table) found.push(...(await check(entry, send)))
  return found
}

const bodyOf = ({ body }: PolicyEntry, credential = 'nobody'): string =>
  body === undefined ? '' : JSON.stringify(body('matrix', credential))

const withoutCredential: Check = async (entry, send) => {
  const { status } = await send(requestText(entry.method, pathOf(entry), [HOST, JSON_TYPE], bodyOf(entry)))
  return status === (entry.needs === 'anyone' ? entry.answers : 401) ? [] : [`${entry.operation}: ${status}`]
}

const withOtherCredential =
  (credentials: readonly string[]): Check =>
  async (entry, send) => {
    if (entry.needs === 'anyone') return []
    const wrong: string[] = []
    for (const credential of credentials) {
      for (const scheme of ['Bearer', 'Basic', 'Token', '']) {
        const headers = [HOST, JSON_TYPE, `Authorization: ${scheme} ${credential}`]
        const { status } = await send(requestText(entry.method, pathOf(entry), headers, bodyOf(entry)))
        if (status !== 401 && status !== 403) wrong.push(`${entry.operation} with ${scheme}: ${status}`)
      }
    }
    return wrong
  }

const withOtherVerbs =
  ({ projectKey }: TestServer): Check =>
  async (entry, send) => {
    const allowed = new Set<string>(policy.filter(({ path }) => path === entry.path).map(({ method }) => method))
    const wrong: string[] = []
    for (const verb of VERBS) {
      if (allowed.has(verb)) continue
      const { status, headers } = await send(requestText(verb, pathOf(entry), [HOST, `Authorization: Bearer ${projectKey}`]))
      if (status !== 405 || headers['allow'] !== [...allowed].sort().join(', ')) wrong.push(`${verb} ${entry.path}: ${status}`)
    }
    return wrong
  }

/** Two credentials in one request: whoever stands in front might read the other one. */
async function ambiguousCallers(send: Send, { projectKey }: TestServer): Promise<readonly string[]> {
  const good = `Authorization: Bearer ${projectKey}`
  const bad = 'Authorization: Bearer ory_pat_x'
  const open: string[] = []
  for (const headers of [
    [good, bad],
    [bad, good],
    [good, good],
  ]) {
    for (const entry of policy.filter(({ operation }) => operation === 'list issued' || operation === 'verify')) {
      const { status } = await send(requestText(entry.method, pathOf(entry), [HOST, JSON_TYPE, ...headers], bodyOf(entry)))
      if (status < 400) open.push(`${entry.operation}: ${status}`)
    }
  }
  return open
}

/** No spelling of an admin path is answered well without a credential. */
async function openVariants(table: readonly PolicyEntry[], send: Send, tier: Tier): Promise<readonly string[]> {
  const open: string[] = []
  for (const [index, entry] of table.filter(({ needs }) => needs !== 'anyone').entries()) {
    const variants = pathVariants(pathOf(entry)).filter((_, at) => tier === 'full' || at % PR_SHARE === index % PR_SHARE)
    const replies = await Promise.all(
      variants.map(async ({ target, headers }) => {
        const { status } = await send(requestText(entry.method, target, [HOST, JSON_TYPE, ...headers], bodyOf(entry)))
        return { target, status }
      }),
    )
    open.push(...replies.filter(({ status }) => status >= 200 && status < 300).map(({ target }) => `${entry.method} ${target}`))
  }
  return open
}

/** Whatever a request says about who sends it, the audit row names the credential. */
async function madeUpCallers({ server, projectId, call }: TestServer): Promise<readonly string[]> {
  const somebody = 'somebody-else'
  const identity = { user_id: somebody, userId: somebody, actor: somebody, project_id: ABSENT_ID, projectId: ABSENT_ID }
  const headers = {
    'x-user-id': somebody,
    'x-forwarded-user': somebody,
    'x-actor': somebody,
    'x-project-id': ABSENT_ID,
    from: somebody,
  }
  const path = `/v2alpha1/admin/issuedApiKeys?${new URLSearchParams(identity)}`
  const known = (await server.readAuditEvents(projectId)).length
  const { status, body } = await call('POST', path, { name: 'identity', ...identity }, headers)
  const all = await server.readAuditEvents(projectId)
  const caller = all.find(({ event }) => event === 'access_key.created')?.targetId
  const wrong = all.slice(known).filter((event) => event.caller.id !== caller || JSON.stringify(event).includes(somebody))
  const isStored = status === 201 && body.issued_api_key.actor_id === '' && all.length === known + 1
  return [...wrong.map(({ event }) => event), ...(isStored ? [] : ['the request itself'])]
}

/** What a process of this surface answers beside or against the policy. */
async function wrongOn(surface: 'admin' | 'public'): Promise<readonly string[]> {
  const server = await startTestServer({ surface })
  const wrong: string[] = []
  try {
    for (const entry of policy.filter(({ operation }) => operation !== 'derive')) {
      const isServed = ['every', surface, surface === 'admin' ? 'pages' : ''].includes(entry.surface)
      const headers = [HOST, JSON_TYPE, `Authorization: Bearer ${server.projectKey}`]
      const { status, body } = await exchange(server.port, requestText(entry.method, pathOf(entry), headers, bodyOf(entry)))
      const isAnswered = status === entry.answers && (status !== 404 || body.includes('api_key_not_found'))
      const isHidden = status === 404 && body.includes('"id":"not_found"')
      if (isServed ? !isAnswered : !isHidden) wrong.push(`${entry.operation}: ${status}`)
    }
  } finally {
    await server.stop()
  }
  return wrong
}

const measure = async (tier: Tier, of: Setting): Promise<Finding> =>
  combine({ projects: await measureProjects(tier, of), control: await measureControlRoutes(tier, of.options) })

const setting: Setting = { table: policy, options: {} }

export const bar: Bar = {
  id: 'b29',
  inTests: 'without_control',
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
