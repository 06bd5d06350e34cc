import { randomBytes, randomUUID } from 'node:crypto'
import { consoleRoutes, controlRoutes, routes } from '@latchkey/contract/routes'
import { expectStatus, type Reply } from './api.ts'
import { type ControlBench, newPassword, type Person, tokenIn } from './control-bench.ts'

/** Everything that a mutation can be done to. */
interface Things {
  readonly bench: ControlBench
  readonly projectId: string
  /** Id of a fresh issued key, and its secret. */
  readonly issued: () => Promise<{ readonly id: string; readonly secret: string }>
  readonly imported: () => Promise<{ readonly id: string; readonly secret: string }>
}

/** One way to change something: what must be there first, and the call itself. */
export interface Mutation {
  readonly operation: string
  /** Makes what the call changes, and returns the call. */
  readonly prepare: (things: Things) => Promise<() => Promise<Reply>>
}

const KEYS = '/v2alpha1/admin'

const keyCall =
  (
    operation: string,
    kind: 'issued' | 'imported',
    verb: string,
    rest: { method?: string; body?: unknown; first?: string } = {},
  ) =>
  (): Mutation => ({
    operation,
    prepare: async (things) => {
      const { id } = await things[kind]()
      const path = `${KEYS}/${kind}ApiKeys/${id}`
      const ask = (method: string, action: string, body?: unknown) =>
        things.bench.ask(things.bench.projectKey, method, `${path}${action}`, body)
      if (rest.first !== undefined) await ask('POST', rest.first)
      return () => ask(rest.method ?? 'POST', verb, rest.body)
    },
  })

const plain = (
  operation: string,
  call: (things: Things) => readonly [method: string, path: string, body?: unknown],
): Mutation => ({
  operation,
  prepare: async (things) => {
    const [method, path, body] = call(things)
    return () =>
      things.bench.ask(path.startsWith('/v2alpha1') ? things.bench.projectKey : things.bench.owner.shown, method, path, body)
  },
})

const importing = () => ({ name: 'audited', actor_id: 'audited', raw_key: `sk_audited_${randomUUID()}` })

const keyMutations: readonly Mutation[] = [
  plain('adminIssueApiKey', () => ['POST', `${KEYS}/issuedApiKeys`, { name: 'audited' }]),
  plain('adminImportApiKey', () => ['POST', `${KEYS}/importedApiKeys`, importing()]),
  plain('adminBatchCreateImportedApiKeys', () => [
    'POST',
    `${KEYS}/importedApiKeys:batchCreate`,
    { requests: [importing(), importing()] },
  ]),
  keyCall('adminUpdateIssuedApiKey', 'issued', '', { method: 'PATCH', body: { name: 'new' } })(),
  keyCall('adminRotateIssuedApiKey', 'issued', ':rotate')(),
  keyCall('adminRevokeIssuedApiKey', 'issued', ':revoke')(),
  keyCall('adminSuspendIssuedApiKey', 'issued', ':suspend')(),
  keyCall('adminResumeIssuedApiKey', 'issued', ':resume', { first: ':suspend' })(),
  keyCall('adminUpdateImportedApiKey', 'imported', '', { method: 'PATCH', body: { name: 'new' } })(),
  keyCall('adminRevokeImportedApiKey', 'imported', ':revoke')(),
  keyCall('adminSuspendImportedApiKey', 'imported', ':suspend')(),
  keyCall('adminResumeImportedApiKey', 'imported', ':resume', { first: ':suspend' })(),
  keyCall('adminDeleteImportedApiKey', 'imported', '', { method: 'DELETE' })(),
  {
    operation: 'adminRevokeApiKey',
    prepare: async ({ bench, issued }) => {
      const { id } = await issued()
      return () => bench.ask(bench.projectKey, 'POST', `${KEYS}/apiKeys/${id}:revoke`)
    },
  },
  {
    operation: 'adminBulkRevokeApiKeys',
    prepare: async ({ bench }) => {
      const actor = randomUUID()
      await bench.ask(bench.projectKey, 'POST', `${KEYS}/issuedApiKeys`, { name: 'bulk', actor_id: actor })
      return () => bench.ask(bench.projectKey, 'POST', `${KEYS}/apiKeys:bulkRevoke`, { filter: `actor_id="${actor}"` })
    },
  },
  {
    operation: 'revokeApiKey',
    prepare: async ({ bench, issued }) => {
      const { secret } = await issued()
      return () => bench.ask(undefined, 'POST', '/v2alpha1/apiKeys:selfRevoke', { credential: secret })
    },
  },
]

/** A call of the owner on a project of its own. */
const onProject = (
  operation: string,
  call: (project: string) => readonly [method: string, path: string, body?: unknown],
  first?: (things: Things, path: string) => Promise<unknown>,
): Mutation => ({
  operation,
  prepare: async (things) => {
    const { id } = await things.bench.addProject()
    await first?.(things, `/projects/${id}`)
    const [method, path, body] = call(id)
    return () => things.bench.ask(things.bench.owner.shown, method, path, body)
  },
})

const named = (name: string) => ({ op: 'replace', path: '/name', value: name })
const whole = { name: 'set', services: { talos: { config: {} } }, cors_public: {}, cors_admin: {}, organizations: [] }

const projectMutations: readonly Mutation[] = [
  plain('createProject', ({ bench }) => [
    'POST',
    '/projects',
    { name: 'audited', environment: 'dev', workspace_id: bench.workspaceId },
  ]),
  onProject('patchProject', (id) => ['PATCH', `/projects/${id}`, [named('patched')]]),
  onProject('setProject', (id) => ['PUT', `/projects/${id}`, whole]),
  {
    operation: 'patchProjectWithRevision',
    prepare: async ({ bench }) => {
      const { id } = await bench.addProject()
      const { body } = await bench.ask(bench.owner.shown, 'GET', `/projects/${id}`)
      const path = `/projects/${id}/revision/${body.revision_id}`
      return () => bench.ask(bench.owner.shown, 'PATCH', path, [named('revised')])
    },
  },
  onProject('purgeProject', (id) => ['DELETE', `/projects/${id}`]),
  {
    operation: 'enableProjectApiKeys',
    prepare: async ({ bench }) => {
      const wanted = { name: 'off', environment: 'dev', workspace_id: bench.workspaceId, talos: false }
      const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', '/projects', wanted), 201)
      return () => bench.ask(bench.owner.shown, 'POST', `/projects/${body.id}/talos/enable`)
    },
  },
  onProject('suspendProject', (id) => ['POST', `/projects/${id}:suspend`]),
  onProject(
    'resumeProject',
    (id) => ['POST', `/projects/${id}:resume`],
    ({ bench }, path) => bench.ask(bench.owner.shown, 'POST', `${path}:suspend`),
  ),
  onProject('rotateProjectHmacSecret', (id) => ['POST', `/projects/${id}/talos/rotate-hmac-secret`, { mode: 'graceful' }]),
  onProject('rotateProjectSigningKey', (id) => ['POST', `/projects/${id}/talos/rotate-signing-key`, { mode: 'graceful' }]),
  {
    operation: 'deleteProjectSecret',
    prepare: async ({ bench }) => {
      const { id } = await bench.addProject()
      const { shown } = bench.owner
      await bench.ask(shown, 'POST', `/projects/${id}/talos/rotate-hmac-secret`, { mode: 'graceful' })
      const { body } = await bench.ask(shown, 'GET', `/projects/${id}/talos/secrets`)
      const secrets: readonly { id: string; state: string }[] = body.secrets ?? body
      const retired = secrets.find(({ state }) => state === 'retired')
      return () => bench.ask(shown, 'DELETE', `/projects/${id}/talos/secrets/${retired?.id}`)
    },
  },
  onProject('createProjectApiKey', (id) => ['POST', `/projects/${id}/tokens`, { name: 'audited' }]),
  {
    operation: 'deleteProjectApiKey',
    prepare: async ({ bench }) => {
      const { id } = await bench.addProject()
      const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', `/projects/${id}/tokens`, { name: 'gone' }), 201)
      return () => bench.ask(bench.owner.shown, 'DELETE', `/projects/${id}/tokens/${body.id}`)
    },
  },
]

/** With a person who has just joined the workspace. */
const onPerson = (
  operation: string,
  call: (bench: ControlBench, person: Person) => readonly [method: string, path: string, body?: unknown],
  isOfProject = false,
): Mutation => ({
  operation,
  prepare: async ({ bench, projectId }) => {
    const person = await bench.addPerson({ role: 'viewer', ...(isOfProject ? { projectId } : {}) })
    const [method, path, body] = call(bench, person)
    return () => bench.ask(bench.owner.shown, method, path, body)
  },
})

const invitation = () => ({ email: `${randomBytes(6).toString('hex')}@example.com`, role: 'viewer' })

const peopleMutations: readonly Mutation[] = [
  plain('createWorkspace', () => ['POST', '/workspaces', { name: 'audited' }]),
  plain('updateWorkspace', ({ bench }) => ['PUT', `/workspaces/${bench.workspaceId}`, { name: `Renamed ${randomUUID()}` }]),
  onPerson('updateWorkspaceMember', ({ workspaceId }, { accountId }) => [
    'PATCH',
    `/workspaces/${workspaceId}/members/${accountId}`,
    { role: 'developer' },
  ]),
  onPerson('removeWorkspaceMember', ({ workspaceId }, { accountId }) => [
    'DELETE',
    `/workspaces/${workspaceId}/members/${accountId}`,
  ]),
  {
    operation: 'removeProjectMember',
    prepare: async ({ bench, projectId }) => {
      const { accountId } = await bench.addPerson({ role: 'viewer', projectId })
      return () => bench.ask(bench.owner.shown, 'DELETE', `/projects/${projectId}/members/${accountId}`)
    },
  },
  plain('createInvitation', ({ bench }) => ['POST', `/workspaces/${bench.workspaceId}/invitations`, invitation()]),
  {
    operation: 'deleteInvitation',
    prepare: async ({ bench }) => {
      const path = `/workspaces/${bench.workspaceId}/invitations`
      const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', path, invitation()), 201)
      return () => bench.ask(bench.owner.shown, 'DELETE', `${path}/${body.invitation?.id ?? body.id}`)
    },
  },
  plain('createWorkspaceApiKey', ({ bench }) => ['POST', `/workspaces/${bench.workspaceId}/tokens`, { name: 'audited' }]),
  {
    operation: 'deleteWorkspaceApiKey',
    prepare: async ({ bench }) => {
      const path = `/workspaces/${bench.workspaceId}/tokens`
      const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', path, { name: 'gone' }), 201)
      return () => bench.ask(bench.owner.shown, 'DELETE', `${path}/${body.id}`)
    },
  },
  {
    operation: 'consoleAcceptInvitation',
    prepare: async ({ bench }) => {
      const path = `/workspaces/${bench.workspaceId}/invitations`
      const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', path, invitation()), 201)
      const accepting = { token: tokenIn(body.link), password: newPassword() }
      return () => bench.ask(undefined, 'POST', '/console/api/invitations/accept', accepting)
    },
  },
  {
    operation: 'consoleChangePassword',
    prepare: async ({ bench }) => {
      const person = await bench.addPerson({ role: 'viewer' })
      const body = { current_password: person.password, new_password: newPassword() }
      return () => bench.ask(person.shown, 'POST', '/console/api/password', body)
    },
  },
  {
    operation: 'consoleRegister',
    prepare: async ({ bench }) => {
      const body = { email: invitation().email, password: newPassword() }
      return () => bench.ask(undefined, 'POST', '/console/api/register', body)
    },
  },
]

/** On an endpoint of a project of its own. */
const onWebhook = (
  operation: string,
  call: (path: string) => readonly [method: string, path: string, body?: unknown],
): Mutation => ({
  operation,
  prepare: async ({ bench }) => {
    const { id } = await bench.addProject()
    const path = `/projects/${id}/webhooks`
    const { body } = expectStatus(await bench.ask(bench.owner.shown, 'POST', path, { url: 'https://hooks.example.com/a' }), 201)
    const [method, target, sent] = call(`${path}/${body.id ?? body.webhook?.id}`)
    return () => bench.ask(bench.owner.shown, method, target, sent)
  },
})

const webhookMutations: readonly Mutation[] = [
  onProject('createWebhook', (id) => ['POST', `/projects/${id}/webhooks`, { url: 'https://hooks.example.com/b' }]),
  onWebhook('updateWebhook', (path) => ['PATCH', path, { url: 'https://hooks.example.com/c' }]),
  onWebhook('deleteWebhook', (path) => ['DELETE', path]),
  onWebhook('rotateWebhookSecret', (path) => ['POST', `${path}:rotate-secret`]),
]

export const auditedMutations: readonly Mutation[] = [
  ...keyMutations,
  ...peopleMutations,
  ...projectMutations,
  ...webhookMutations,
]

/** What changes nothing that is kept, or only the caller's own session, or can happen once and is tried elsewhere. */
const unaudited: ReadonlySet<string> = new Set([
  'adminVerifyApiKey',
  'adminBatchVerifyApiKeys',
  'adminDeriveToken',
  'consoleSignIn',
  'consoleSignOut',
  'consoleSignOutEverywhere',
  'consoleEndSession',
  'consoleStepUp',
  // The bench itself claims the server; `control-plane-failure.test.ts` breaks it.
  'consoleClaimServer',
  // Deliveries are no mutations of the project.
  'testWebhook',
  'replayWebhook',
  'replayWebhookDelivery',
])

/** Operations that change something and that nobody has written a mutation for. */
export const untriedMutations = (): readonly string[] => {
  const tried = new Set(auditedMutations.map(({ operation }) => operation))
  return [...routes, ...controlRoutes, ...consoleRoutes]
    .filter(({ method, operationId }) => method !== 'GET' && !tried.has(operationId) && !unaudited.has(operationId))
    .map(({ operationId }) => operationId)
}

export async function thingsOf(bench: ControlBench): Promise<Things> {
  const { id: projectId } = await bench.addProject()
  return {
    bench,
    projectId,
    async issued() {
      const made = await bench.ask(bench.projectKey, 'POST', `${KEYS}/issuedApiKeys`, { name: 'audited' })
      const { body } = expectStatus(made, 201)
      return { id: body.issued_api_key.key_id, secret: body.secret }
    },
    async imported() {
      const wanted = importing()
      const { body } = expectStatus(await bench.ask(bench.projectKey, 'POST', `${KEYS}/importedApiKeys`, wanted), 201)
      return { id: (body.imported_api_key ?? body).key_id, secret: wanted.raw_key }
    },
  }
}
