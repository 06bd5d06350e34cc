/** The control plane, and what browsers ask beside it; by hand a second time, as in `policy.ts`. */
export interface ControlEntry {
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  /** What it takes at the place that the path names; `any caller`: the operation itself says which places it concerns. */
  readonly needs: string
  /** A session must have been proved in the last ten minutes. */
  readonly stepUp?: true
  readonly body?: (fresh: string) => unknown
  /** What a permitted caller is answered, with an id below the place that does not exist. */
  readonly answers: number
}

export interface ConsoleEntry {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly needs: 'anyone' | 'session'
  readonly body?: (fresh: string) => unknown
  /** What a page of our own is answered where nobody is signed in; for `session`, where somebody is. */
  readonly answers: number
}

const PROJECT = '/projects/{project}'
const WORKSPACE = '/workspaces/{workspace}'
const named = (fresh: string) => ({ name: `policy ${fresh}` })
const wholeProject = (fresh: string) => ({
  ...named(fresh),
  services: { talos: { config: {} } },
  cors_public: {},
  cors_admin: {},
  organizations: [],
})
const graceful = () => ({ mode: 'graceful' })
const inOneHour = () => new Date(Date.now() + 3_600_000).toISOString()

type Rest = Pick<ControlEntry, 'needs' | 'answers' | 'body' | 'stepUp'>

const control = (operation: string, call: string, rest: Rest): ControlEntry => {
  const [method, path = ''] = call.split(' ')
  return { operation, method: method as ControlEntry['method'], path, ...rest }
}

const projects: readonly ControlEntry[] = [
  control('list projects', 'GET /projects', { needs: 'any caller', answers: 200 }),
  control('create project', 'POST /projects', {
    needs: 'any caller',
    answers: 201,
    body: (fresh) => ({ ...named(fresh), environment: 'dev' }),
  }),
  control('get project', 'GET /projects/{project_id}', { needs: 'project:read', answers: 200 }),
  control('patch project', 'PATCH /projects/{project_id}', { needs: 'project:update', answers: 200, body: () => [] }),
  control('set project', 'PUT /projects/{project_id}', { needs: 'project:update', answers: 200, body: wholeProject }),
  control('patch revision', 'PATCH /projects/{project_id}/revision/{revision_id}', {
    needs: 'project:update',
    answers: 409,
    body: () => [],
  }),
  control('purge project', 'DELETE /projects/{project_id}', { needs: 'project:delete', answers: 204, stepUp: true }),
  control('enable', `POST ${PROJECT}/talos/enable`, { needs: 'project:enable', answers: 200 }),
  control('suspend project', `POST ${PROJECT}:suspend`, { needs: 'project:suspend', answers: 200 }),
  control('resume project', `POST ${PROJECT}:resume`, { needs: 'project:suspend', answers: 200 }),
  control('list revisions', `GET ${PROJECT}/revisions`, { needs: 'project:read', answers: 200 }),
  control('rotate HMAC secret', `POST ${PROJECT}/talos/rotate-hmac-secret`, {
    needs: 'secrets:rotate',
    answers: 200,
    stepUp: true,
    body: graceful,
  }),
  control('rotate signing key', `POST ${PROJECT}/talos/rotate-signing-key`, {
    needs: 'secrets:rotate',
    answers: 200,
    stepUp: true,
    body: graceful,
  }),
  control('list secrets', `GET ${PROJECT}/talos/secrets`, { needs: 'secrets:read', answers: 200 }),
  control('delete secret', `DELETE ${PROJECT}/talos/secrets/{secret_id}`, {
    needs: 'secrets:rotate',
    answers: 404,
    stepUp: true,
  }),
  control('list project members', `GET ${PROJECT}/members`, { needs: 'members:read', answers: 200 }),
  control('remove project member', `DELETE ${PROJECT}/members/{member}`, { needs: 'members:remove', answers: 404, stepUp: true }),
  control('list project keys', `GET ${PROJECT}/tokens`, { needs: 'project_keys:read', answers: 200 }),
  control('create project key', `POST ${PROJECT}/tokens`, {
    needs: 'project_keys:manage',
    answers: 201,
    stepUp: true,
    body: (fresh) => ({ ...named(fresh), permissions: 'read', expires_at: inOneHour() }),
  }),
  control('delete project key', `DELETE ${PROJECT}/tokens/{token_id}`, {
    needs: 'project_keys:manage',
    answers: 404,
    stepUp: true,
  }),
]

const workspaces: readonly ControlEntry[] = [
  control('list workspaces', 'GET /workspaces', { needs: 'any caller', answers: 200 }),
  control('create workspace', 'POST /workspaces', { needs: 'any caller', answers: 201, body: named }),
  control('get workspace', `GET ${WORKSPACE}`, { needs: 'workspace:read', answers: 200 }),
  control('update workspace', `PUT ${WORKSPACE}`, { needs: 'workspace:update', answers: 200, body: named }),
  control('list projects of workspace', `GET ${WORKSPACE}/projects`, { needs: 'workspace:read', answers: 200 }),
  control('list members', `GET ${WORKSPACE}/members`, { needs: 'members:read', answers: 200 }),
  control('change member', `PATCH ${WORKSPACE}/members/{member}`, {
    needs: 'members:invite',
    answers: 404,
    stepUp: true,
    body: () => ({ role: 'viewer' }),
  }),
  control('remove member', `DELETE ${WORKSPACE}/members/{member}`, { needs: 'members:remove', answers: 404, stepUp: true }),
  control('list invitations', `GET ${WORKSPACE}/invitations`, { needs: 'members:read', answers: 200 }),
  control('invite', `POST ${WORKSPACE}/invitations`, {
    needs: 'members:invite',
    answers: 201,
    stepUp: true,
    body: (fresh) => ({ email: `policy-${fresh}@example.com`, role: 'viewer' }),
  }),
  control('delete invitation', `DELETE ${WORKSPACE}/invitations/{invitation}`, {
    needs: 'members:remove',
    answers: 404,
    stepUp: true,
  }),
  control('list workspace audit events', `GET ${WORKSPACE}/audit-events`, { needs: 'audit:read', answers: 200 }),
  control('export workspace audit events', `GET ${WORKSPACE}/audit-events:export`, { needs: 'audit:read', answers: 200 }),
  control('list workspace keys', `GET ${WORKSPACE}/tokens`, { needs: 'workspace_keys:read', answers: 200 }),
  control('create workspace key', `POST ${WORKSPACE}/tokens`, {
    needs: 'workspace_keys:manage',
    answers: 201,
    stepUp: true,
    body: (fresh) => ({ ...named(fresh), expires_at: inOneHour() }),
  }),
  control('delete workspace key', `DELETE ${WORKSPACE}/tokens/{token_id}`, {
    needs: 'workspace_keys:manage',
    answers: 404,
    stepUp: true,
  }),
]

const HOOKS = `${PROJECT}/webhooks`
const HOOK = `${HOOKS}/{webhook_id}`
const manages = (rest: Partial<Rest>): Rest => ({ needs: 'webhooks:manage', answers: 404, ...rest })

const webhooks: readonly ControlEntry[] = [
  control('list webhooks', `GET ${HOOKS}`, { needs: 'webhooks:read', answers: 200 }),
  control('create webhook', `POST ${HOOKS}`, {
    ...manages({ answers: 201, stepUp: true }),
    body: (fresh) => ({ url: `https://hooks.example.com/${fresh}` }),
  }),
  control('get webhook', `GET ${HOOK}`, { needs: 'webhooks:read', answers: 404 }),
  control('update webhook', `PATCH ${HOOK}`, manages({ stepUp: true, body: () => ({ enabled: false }) })),
  control('delete webhook', `DELETE ${HOOK}`, manages({ stepUp: true })),
  control('rotate webhook secret', `POST ${HOOK}:rotate-secret`, manages({ stepUp: true, body: () => ({}) })),
  control('test webhook', `POST ${HOOK}:test`, manages({})),
  control('list deliveries', `GET ${HOOK}/deliveries`, { needs: 'webhooks:read', answers: 404 }),
  control('get delivery', `GET ${HOOK}/deliveries/{message_id}`, { needs: 'webhooks:read', answers: 404 }),
  control('replay delivery', `POST ${HOOK}/deliveries/{message_id}:replay`, manages({})),
  control('replay webhook', `POST ${HOOK}:replay`, manages({ body: () => ({}) })),
]

export const controlPolicy: readonly ControlEntry[] = [...projects, ...workspaces, ...webhooks]

const API = '/console/api'
const browsers = (call: string, needs: ConsoleEntry['needs'], answers: number, body?: ConsoleEntry['body']): ConsoleEntry => {
  const [method, path = ''] = call.split(' ')
  return { method: method as ConsoleEntry['method'], path: `${API}${path}`, needs, answers, ...(body && { body }) }
}
const someone = (fresh: string) => ({ email: `nobody-${fresh}@example.com`, password: `nobody knows ${fresh}` })

/** On a server that has its first account, closed registration and no OpenID provider. */
export const consolePolicy: readonly ConsoleEntry[] = [
  browsers('GET /setup', 'anyone', 200),
  browsers('POST /setup', 'anyone', 409, (fresh) => ({ ...someone(fresh), token: 'x' })),
  browsers('POST /login', 'anyone', 401, someone),
  browsers('POST /logout', 'anyone', 204),
  browsers('GET /session', 'anyone', 200),
  browsers('POST /step-up', 'session', 403, () => ({ password: 'not this one' })),
  browsers('GET /sessions', 'session', 200),
  browsers('DELETE /sessions', 'session', 204),
  browsers('DELETE /sessions/{session_id}', 'session', 404),
  browsers('POST /password', 'session', 403, () => ({ current_password: 'not this', new_password: 'nor that one, ever' })),
  browsers('POST /password-reset', 'anyone', 404, (fresh) => ({ token: 'x', password: `nobody knows ${fresh}` })),
  browsers('GET /request-echo', 'session', 200),
  browsers('GET /system', 'session', 200),
  browsers('GET /system/diagnostics', 'session', 200),
  browsers('GET /workspaces/{workspace}/limits', 'session', 404),
  browsers('POST /register', 'anyone', 403, someone),
  browsers('POST /invitations/accept', 'anyone', 404, () => ({ token: 'x' })),
  browsers('GET /projects/{project}/setting-sources', 'session', 404),
  browsers('GET /projects/{project}/checklist', 'session', 404),
  browsers('PUT /projects/{project}/checklist', 'session', 404, () => ({ dismissed: true })),
  browsers('GET /oidc/start', 'anyone', 404),
  browsers('GET /oidc/callback', 'anyone', 404),
]

/** For people, with nothing secret on them: each route with paths that it answers. */
export const consolePageRoutes: Readonly<Record<string, readonly string[]>> = {
  '/console': ['/console'],
  '/console/*': ['/console/setup', '/console/projects/any/home', '/console/before-paint.js', '/console/favicon.svg'],
}

export const consolePages: readonly string[] = Object.values(consolePageRoutes).flat()

/** Where people are sent on, to a path of ours whatever the request says. */
export const consoleRedirects: Readonly<Record<string, string>> = { '/': '/console' }

/** An id that nothing has. */
const ABSENT_ID = '00000000-0000-4000-8000-00000000dead'

export type Ids = Readonly<Record<string, string>>

/** The path with the ids given, and for all others one that nothing has. */
export const pathWith = ({ path }: Pick<ControlEntry, 'path'>, ids: Ids = {}): string =>
  path.replace(/\{([a-z_]+)\}/g, (_, name: string) => ids[name] ?? ABSENT_ID)
