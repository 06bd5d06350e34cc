import { randomUUID } from 'node:crypto'
import { consoleRoutes, controlRoutes, routes } from '@latchkey/contract/routes'
import { expectStatus } from './api.ts'
import { KEYS, type Mutation, onProject, plain, type Things } from './audited-mutation.ts'
import { peopleMutations } from './audited-people-mutations.ts'
import type { ControlBench } from './control-bench.ts'

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
  // Whether somebody wants to see the first steps.
  'consoleSetChecklist',
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
