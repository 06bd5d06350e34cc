import { errorCatalogue } from '@latchkey/contract/errors'
import { ErrorEnvelope } from '@latchkey/contract/messages/system'
import { consoleRoutes } from '@latchkey/contract/routes'
import { asOperator } from '../../support/control-plane.ts'
import { expectStatus, type Reply } from './api.ts'
import { type ControlBench, newPassword, type Person, type Shown, tokenIn } from './control-bench.ts'
import type { PushedClock } from './escalations.ts'
import type { Known } from './known-things.ts'
import type { DrawnRequest, Operation, Schema } from './openapi-requests.ts'

/** More than failed passwords of one round take until they are forgiven. */
const FORGIVEN_AFTER_MS = 6 * 60_000
const SPARE = 8

/** What browsers ask, which the published document leaves out. */
export const consoleOperations = (): readonly Operation[] =>
  consoleRoutes.map((route) => ({
    id: route.operationId,
    method: route.method,
    path: route.path,
    query: Object.entries((route.query as Schema | undefined)?.properties ?? {}).map(([name, schema]) => ({ name, schema })),
    body: route.body as Schema | undefined,
    streams: [],
    responses: new Map<number, Schema | undefined>([
      ...route.errors.map((id): [number, Schema] => [errorCatalogue[id].http, ErrorEnvelope as Schema]),
      ...Object.entries(route.responses).map(([status, schema]): [number, Schema | undefined] => [
        Number(status),
        (schema ?? undefined) as Schema | undefined,
      ]),
    ]),
  }))

/** On a server that is claimed, and that knows no OpenID provider, these never succeed. */
export const neverGood: ReadonlySet<string> = new Set(['consoleClaimServer', 'consoleStartOidc', 'consoleFinishOidc'])

/** The discard port, which is closed here; wants `webhooks.allow_private_targets`. */
const NOBODY_LISTENS = 'http://127.0.0.1:9/hook'
const webhookOperations = [
  'getWebhook',
  'updateWebhook',
  'deleteWebhook',
  'rotateWebhookSecret',
  'testWebhook',
  'listWebhookDeliveries',
  'getWebhookDelivery',
  'replayWebhookDelivery',
  'replayWebhook',
]

/** Things of the control plane for one round, and who asks for them. */
export interface ControlRound {
  readonly ids: Known['ids']
  readonly texts: Known['texts']
  ask(request: DrawnRequest): Promise<Reply>
}

/** Fresh projects, people, keys and invitations in a workspace that nothing else depends on. */
export async function prepareControl(bench: ControlBench, workspaceId: string, clock: PushedClock): Promise<ControlRound> {
  clock.push(FORGIVEN_AFTER_MS)
  const owner = await bench.signIn(bench.owner)
  const made = async (path: string, body: object) => expectStatus(await bench.ask(owner.shown, 'POST', path, body), 201).body
  const many = <T>(count: number, make: (index: number) => Promise<T>): Promise<readonly T[]> =>
    Promise.all(Array.from({ length: count }, (_, index) => make(index)))
  const newProject = (): Promise<{ readonly id: string }> =>
    made('/projects', { name: 'fuzzed', environment: 'dev', workspace_id: workspaceId })
  const [projects, doomed] = [await many(2, newProject), await many(SPARE, newProject)]
  const [project] = projects.map(({ id }) => id)
  const newcomer = async (index: number, more: object): Promise<string> =>
    (
      await made(`/workspaces/${workspaceId}/invitations`, {
        email: `f${index}-${crypto.randomUUID()}@example.com`,
        role: 'viewer',
        ...more,
      })
    ).link
  const joined = async (more: object): Promise<Person> => bench.accept(await newcomer(0, more))
  const members = [await joined({}), await joined({}), await joined({})]
  const ofProject = [await joined({ project_id: project }), await joined({ project_id: project })]
  const visitors = [await joined({}), await joined({}), await joined({})]
  const forgetful = [await joined({}), await joined({}), await joined({})]
  const resets = await asOperator(bench.server, (administration) =>
    Promise.all(forgetful.map(async ({ email }) => tokenIn((await administration.makePasswordResetLink(email)).link.reveal()))),
  )
  const invited = await many(SPARE, async (index) => tokenIn(await newcomer(index, {})))
  const { invitations } = expectStatus(await bench.ask(owner.shown, 'GET', `/workspaces/${workspaceId}/invitations`), 200).body
  const tokensOf = (path: string) => many(SPARE, async () => (await made(`${path}/tokens`, { name: 'fuzzed' })).id as string)
  for (const what of ['rotate-hmac-secret', 'rotate-signing-key', 'rotate-hmac-secret'])
    expectStatus(await bench.ask(owner.shown, 'POST', `/projects/${project}/talos/${what}`, { mode: 'graceful' }), 200)
  const { secrets } = expectStatus(await bench.ask(owner.shown, 'GET', `/projects/${project}/talos/secrets`), 200).body
  const view = expectStatus(await bench.ask(owner.shown, 'GET', `/projects/${project}`), 200).body
  const hooks = `/projects/${project}/webhooks`
  const webhooks = await many(SPARE, async () => (await made(hooks, { url: NOBODY_LISTENS })).id as string)
  for (const id of webhooks.slice(0, 3)) await bench.ask(owner.shown, 'POST', `${hooks}/${id}:test`)
  const told = await Promise.all(webhooks.slice(0, 3).map((id) => bench.ask(owner.shown, 'GET', `${hooks}/${id}/deliveries`)))
  const messages = told.flatMap((listing) => expectStatus(listing, 200).body.deliveries) as { readonly message_id: string }[]
  const sessions = (await Promise.all(visitors.map((visitor) => many(2, () => bench.signIn(visitor))))).flat()
  const listings = await Promise.all(visitors.map(({ shown }) => bench.ask(shown, 'GET', '/console/api/sessions')))
  const listed = listings.flatMap((listing) => expectStatus(listing, 200).body.sessions)
  const idsOf = (things: readonly { readonly id: string }[]): readonly string[] => things.map(({ id }) => id)
  return {
    ids: {
      project: projects.map(({ id }) => id),
      project_id: projects.map(({ id }) => id),
      'purgeProject project_id': idsOf(doomed),
      'deleteProjectSecret project': [project ?? ''],
      'removeProjectMember project': [project ?? ''],
      'deleteProjectApiKey project': [project ?? ''],
      'patchProjectWithRevision project_id': [project ?? ''],
      workspace: [workspaceId],
      member: [...members, ...ofProject].map(({ accountId }) => accountId),
      'removeProjectMember member': ofProject.map(({ accountId }) => accountId),
      invitation: idsOf(invitations),
      token_id: await tokensOf(`/projects/${project}`),
      'deleteWorkspaceApiKey token_id': await tokensOf(`/workspaces/${workspaceId}`),
      secret_id: idsOf(secrets.filter(({ state }: { readonly state: string }) => state === 'retired')),
      revision_id: [view.revision_id],
      ...Object.fromEntries(webhookOperations.map((id) => [`${id} project`, [project ?? '']])),
      webhook_id: webhooks.slice(0, 3),
      'deleteWebhook webhook_id': webhooks.slice(3),
      message_id: messages.map(({ message_id }) => message_id),
      session_id: idsOf(listed),
    },
    texts: {
      url: [NOBODY_LISTENS, 'x'],
      workspace_id: [workspaceId],
      project_id: [project],
      email: [...visitors.map(({ email }) => email), 'nobody@example.com', 'x', 'someone@example.com'],
      password: [...visitors.map(({ password }) => password), newPassword(), 'x'],
      current_password: visitors.map(({ password }) => password),
      new_password: [newPassword(), 'short'],
      token: [...invited, ...resets, 'x'],
    },
    ask: (request) => askAs(bench, request, { owner: owner.shown, visitors: sessions.map(({ shown }) => shown) }),
  }
}

/** Of the console, what only those may ask who administer the server. */
const ofAdministrators: ReadonlySet<string> = new Set(['consoleGetSystem', 'consoleGetDiagnostics'])

let turn = 0

/** The control plane is asked by the owner, the console by visitors in several browsers, and now and then by nobody. */
function askAs(
  bench: ControlBench,
  { operation, path, text, headers }: DrawnRequest,
  callers: { readonly owner: Shown; readonly visitors: readonly Shown[] },
): Promise<Reply> {
  turn++
  const isOfVisitors = operation.path.startsWith('/console/') && !ofAdministrators.has(operation.id)
  const visitor = turn % 4 === 0 ? undefined : callers.visitors[turn % callers.visitors.length]
  return bench.ask(isOfVisitors ? visitor : callers.owner, operation.method, path, text, headers)
}
