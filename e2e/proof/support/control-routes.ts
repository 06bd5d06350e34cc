import { exchange, type RawReply, requestText } from '../../support/raw-http.ts'
import { startTestServer, type TestServerOptions } from '../../support/test-server.ts'
import { type Finding, judge, type Tier } from '../bar.ts'
import {
  type ConsoleEntry,
  type ControlEntry,
  consolePages,
  consolePolicy,
  consoleRedirects,
  controlPolicy,
  pathWith,
} from '../policy-control.ts'
import { type ControlBench, newWorkspaceKey, onControlBench, type Shown } from './control-bench.ts'
import { none } from './none.ts'
import { pathVariants } from './path-variants.ts'

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'] as const
const HOST = 'Host: localhost'
const OWN_PAGE = 'Origin: http://localhost'
const JSON_TYPE = 'Content-Type: application/json'
/** How many runs the spellings of a path are spread over, route by route. */
const PR_SHARE = 24

type Entry = ControlEntry | ConsoleEntry
const isControl = (entry: Entry): entry is ControlEntry => !entry.path.startsWith('/console/')
const nameOf = ({ method, path }: Pick<Entry, 'method' | 'path'>): string => `${method} ${path}`
const everyEntry: readonly Entry[] = [...controlPolicy, ...consolePolicy]

/** What the control plane and the console answer to those whom they do not know, however they put it. */
export const measureControlRoutes = (tier: Tier, options: TestServerOptions = {}): Promise<Finding> =>
  onControlBench(options, async (bench) =>
    judge({
      openWithoutCredential: none(await each(everyEntry, (entry) => withoutCredential(bench, entry))),
      openForOtherCredentials: none(await openForOthers(bench)),
      wrongVerbs: none(await each(everyEntry, (entry) => wrongVerbs(bench, entry))),
      ambiguousCallers: none(await ambiguousCallers(bench)),
      openByPathVariant: none(await openVariants(bench, tier)),
      callersMadeUp: none(await madeUpCallers(bench)),
      wrongPages: none(await each(consolePages, (path) => wrongPage(bench, path))),
      wrongRedirects: none(await each(Object.entries(consoleRedirects), (redirect) => wrongRedirect(bench, redirect))),
      wrongOnPublicSurface: none(await servedInPublic()),
      missingOnAdminSurface: none(await missingOnAdminSurface()),
    }),
  )

async function each<T>(items: readonly T[], check: (item: T) => Promise<readonly string[]>): Promise<readonly string[]> {
  const found: string[] = []
  for (const item of items) found.push(...(await check(item)))
  return found
}

const send = ({ server }: ControlBench, entry: Entry, headers: readonly string[], target = pathOf(entry)): Promise<RawReply> =>
  exchange(server.port, requestText(entry.method, target, [HOST, JSON_TYPE, ...headers], textOf(entry)))

const pathOf = (entry: Entry): string => pathWith(entry)
const textOf = ({ body }: Entry): string => (body === undefined ? '' : JSON.stringify(body('matrix')))

async function withoutCredential(bench: ControlBench, entry: Entry): Promise<readonly string[]> {
  const { status } = await send(bench, entry, [OWN_PAGE])
  const expected = isControl(entry) || entry.needs === 'session' ? 401 : entry.answers
  return status === expected ? [] : [`${nameOf(entry)}: ${status}`]
}

/** Credentials of every other kind, and ours in every other place. */
async function openForOthers(bench: ControlBench): Promise<readonly string[]> {
  const issued = await bench.ask(bench.projectKey, 'POST', '/v2alpha1/admin/issuedApiKeys', { name: 'matrix' })
  const workspaceKey = bench.workspaceKey.bearer
  const session = bench.owner.shown.cookie.replace('console=', '')
  const strangers = [issued.body.secret, newWorkspaceKey(), `${workspaceKey}x`, 'ory_wak_', session, 'x']
  const unknown = [
    ...strangers.map((credential) => `Authorization: Bearer ${credential}`),
    ...['Basic', 'Token', ''].map((scheme) => `Authorization: ${scheme} ${workspaceKey}`),
    `Cookie: console=${workspaceKey}`,
    `Cookie: console=${'A'.repeat(43)}`,
    `Cookie: __Host-console=${session}`,
    `Cookie: ${bench.owner.shown.cookie}; ${bench.owner.shown.cookie}`,
  ]
  const wrongControl = (entry: ControlEntry) =>
    each(unknown, async (header) => {
      const { status } = await send(bench, entry, [OWN_PAGE, header])
      return status === 401 ? [] : [`${nameOf(entry)} with ${header.slice(0, 24)}: ${status}`]
    })
  const wrongProjectKey = async (entry: ControlEntry) => {
    const { status } = await send(bench, entry, [`Authorization: Bearer ${bench.server.projectKey}`])
    const expected = entry.operation === 'list projects' ? 200 : 403
    return status === expected ? [] : [`${nameOf(entry)} with a project key: ${status}`]
  }
  const keys = [workspaceKey, bench.server.projectKey, ...strangers].map((key) => `Authorization: Bearer ${key}`)
  const wrongConsole = (entry: ConsoleEntry) =>
    each(keys, async (header) => {
      const { status } = await send(bench, entry, [OWN_PAGE, header])
      return status === 401 ? [] : [`${nameOf(entry)} with ${header.slice(0, 24)}: ${status}`]
    })
  return [
    ...(await each(controlPolicy, wrongControl)),
    ...(await each(controlPolicy, wrongProjectKey)),
    ...(await each(
      consolePolicy.filter(({ needs }) => needs === 'session'),
      wrongConsole,
    )),
  ]
}

const shapeOf = (path: string): string => path.replace(/\{[a-z_]+\}/g, '{}')

async function wrongVerbs(bench: ControlBench, entry: Entry): Promise<readonly string[]> {
  const same = everyEntry.filter(({ path }) => shapeOf(path) === shapeOf(entry.path))
  const allowed = new Set<string>(same.map(({ method }) => method))
  return each(
    VERBS.filter((verb) => !allowed.has(verb)),
    async (verb) => {
      const text = requestText(verb, pathOf(entry), [HOST, `Authorization: Bearer ${bench.workspaceKey.bearer}`])
      const { status, headers } = await exchange(bench.server.port, text)
      return status === 405 && headers['allow'] === [...allowed].sort().join(', ') ? [] : [`${verb} ${entry.path}: ${status}`]
    },
  )
}

/** Two credentials in one request: whoever stands in front might read the other one. */
async function ambiguousCallers(bench: ControlBench): Promise<readonly string[]> {
  const good = `Authorization: Bearer ${bench.workspaceKey.bearer}`
  const bad = `Authorization: Bearer ${newWorkspaceKey()}`
  const cookie = `Cookie: ${bench.owner.shown.cookie}`
  const entries = controlPolicy.filter(({ operation }) => operation === 'list projects' || operation === 'create project')
  const mixtures = [
    [good, bad],
    [bad, good],
    [good, good],
    [bad, cookie],
    [cookie, bad],
    [cookie, 'Authorization: '],
  ]
  return each(entries, (entry) =>
    each(mixtures, async (headers) => {
      const { status } = await send(bench, entry, [OWN_PAGE, ...headers])
      return status === 401 ? [] : [`${entry.operation} with ${headers.map((header) => header.slice(0, 12)).join()}: ${status}`]
    }),
  )
}

/** No spelling of a path that needs a caller is answered well without one. */
async function openVariants(bench: ControlBench, tier: Tier): Promise<readonly string[]> {
  const open: string[] = []
  // Every address below the console that is nothing else answers with this; it holds no data.
  const { body: page } = await exchange(bench.server.port, requestText('GET', '/console', [HOST]))
  for (const [index, entry] of everyEntry.filter(({ needs }) => needs !== 'anyone').entries()) {
    const variants = pathVariants(pathOf(entry)).filter((_, at) => tier === 'full' || at % PR_SHARE === index % PR_SHARE)
    const answered = await Promise.all(
      variants.map(async ({ target, headers }) => {
        const { status, body } = await send(bench, entry, [OWN_PAGE, ...headers], target)
        const isPage = entry.method === 'GET' && body === page
        return status >= 200 && status < 300 && !isPage ? [`${entry.method} ${target}: ${status}`] : []
      }),
    )
    open.push(...answered.flat())
  }
  return open
}

/** Whatever a request says about who sends it, the audit entry names the credential. */
async function madeUpCallers(bench: ControlBench): Promise<readonly string[]> {
  const { server, workspaceKey, owner } = bench
  const somebody = 'somebody-else'
  const identity = { user_id: somebody, userId: somebody, actor: somebody, owner_id: somebody, account_id: somebody }
  const headers = { 'x-user-id': somebody, 'x-forwarded-user': somebody, 'x-actor': somebody, 'x-role': 'owner', from: somebody }
  const keyEvents = await server.server.readAuditEvents(bench.workspaceId)
  const keyId = keyEvents.find(({ event }) => event === 'access_key.created')?.targetId
  const callers: readonly (readonly [shown: Shown, id: string | undefined])[] = [
    [workspaceKey, keyId],
    [owner.shown, owner.accountId],
  ]
  return each(callers, async ([shown, id]) => {
    const path = `/projects?${new URLSearchParams(identity)}`
    const { status, body } = await bench.ask(shown, 'POST', path, { name: 'identity', environment: 'dev', ...identity }, headers)
    if (status !== 201 || body.workspace_id !== bench.workspaceId) return [`the request itself: ${status}`]
    const events = await server.server.readAuditEvents(body.id)
    const wrong = events.filter((event) => event.caller.id !== id || JSON.stringify(event).includes(somebody))
    return events.length === 1 ? wrong.map(({ event }) => event) : [`${events.length} audit entries`]
  })
}

async function wrongPage({ server }: ControlBench, path: string): Promise<readonly string[]> {
  const { status } = await exchange(server.port, requestText('GET', path, [HOST]))
  return status === 200 ? [] : [`${path}: ${status}`]
}

async function wrongRedirect({ server }: ControlBench, [path, target]: readonly [string, string]): Promise<readonly string[]> {
  const lures = [
    [],
    ['X-Forwarded-Host: evil.example'],
    ['X-Forwarded-Prefix: //evil.example'],
    ['X-Original-URL: //evil.example'],
  ]
  return each(lures, async (lure) => {
    const { status, headers } = await exchange(server.port, requestText('GET', `${path}?next=//evil.example`, [HOST, ...lure]))
    return status === 302 && headers['location'] === target ? [] : [`${path}: ${status} ${headers['location']}`]
  })
}

/** What a process of the public surface answers, although it should not know of it. */
async function servedInPublic(): Promise<readonly string[]> {
  const key = newWorkspaceKey()
  const server = await startTestServer({ surface: 'public', environment: { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: key } })
  try {
    const pages = [...consolePages, ...Object.keys(consoleRedirects)].map((path) => ({ method: 'GET', path }) as const)
    return await each([...everyEntry, ...pages], async (entry) => {
      const headers = [HOST, JSON_TYPE, OWN_PAGE, `Authorization: Bearer ${key}`]
      const { status, body } = await exchange(server.port, requestText(entry.method, pathWith(entry), headers, '{}'))
      return status === 404 && body.includes('"id":"not_found"') ? [] : [`${nameOf(entry)}: ${status}`]
    })
  } finally {
    await server.stop()
  }
}

const missingOnAdminSurface = (): Promise<readonly string[]> =>
  onControlBench({ surface: 'admin' }, (bench) =>
    each(everyEntry, async (entry) => {
      const { status } = await send(bench, entry, [OWN_PAGE])
      return status === 404 && isControl(entry) ? [nameOf(entry)] : []
    }),
  )
