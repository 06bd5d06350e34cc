import { PROJECT_KEY, WORKSPACE_KEY } from './still-server.ts'
import { bodyOf, tokenIn, type Walk } from './walk.ts'

const PASSWORD = 'correct horse battery staple'

/** Projects, their keys, secrets and webhooks; people. */
export async function walkControlPlane(walk: Walk): Promise<void> {
  const control = async (method: string, path: string, body?: unknown) =>
    bodyOf(await walk.as(WORKSPACE_KEY, method, path, { body }))
  const { workspaces } = await control('GET', '/workspaces')
  const workspace = `/workspaces/${workspaces[0].id}`
  const shops: Awaited<ReturnType<typeof control>>[] = []
  for (const name of ['Shop', 'shop', 'Ünïcode', '日本']) {
    walk.pass()
    shops.push(await control('POST', '/projects', { name, environment: walk.random.pick(['prod', 'stage', 'dev']) }))
  }
  for (const [index, { id, slug, revision_id: revision }] of shops.entries()) {
    walk.pass()
    await control('PATCH', `/projects/${id}`, [{ op: 'replace', path: '/name', value: `Renamed ${index}` }])
    await control('PATCH', `/projects/${id}/revision/${revision}`, [{ op: 'replace', path: '/name', value: 'stale' }])
    await control('GET', `/projects/${slug}`)
    const token = await control('POST', `/projects/${id}/tokens`, { name: `token ${index}` })
    await control('GET', `/projects/${id}/tokens`)
    await walkSecrets(walk, id, token.value)
    await control('GET', `/projects/${id}/revisions`)
    await control('DELETE', `/projects/${id}/tokens/${token.id}`)
  }
  await control('POST', `/projects/${shops[0].id}:suspend`)
  await control('GET', `/projects/${shops[0].id}`)
  await control('POST', `/projects/${shops[0].id}:resume`)
  await control('DELETE', `/projects/${shops[1].id}`)
  await control('GET', `/projects/${shops[1].id}`)
  for (const path of ['/projects', `${workspace}/projects`, `${workspace}/tokens`, workspace]) await control('GET', path)
  await walkWebhooks(walk, shops[2].id)
  await walkPeople(walk, workspace, shops[3].id)
}

async function walkSecrets(walk: Walk, project: string, key: string): Promise<void> {
  const inProject = async (path: string, body: unknown) =>
    bodyOf(await walk.as(key, 'POST', `/projects/${project}/v2alpha1/admin/${path}`, { body }))
  const { secret: credential } = await inProject('issuedApiKeys', { name: 'of a project' })
  const credentials = [credential]
  for (const mode of ['graceful', 'revoke'])
    for (const what of ['hmac-secret', 'signing-key']) {
      const { token } = await inProject('apiKeys:derive', { credential, ttl: '5m' })
      if (token !== undefined) credentials.push(token.token)
      await walk.as(WORKSPACE_KEY, 'POST', `/projects/${project}/talos/rotate-${what}`, { body: { mode } })
      await inProject('apiKeys:batchVerify', { requests: credentials.map((each) => ({ credential: each })) })
    }
  await walk.as(WORKSPACE_KEY, 'GET', `/projects/${project}/talos/secrets`)
  await walk.call('POST', 'admin/apiKeys:verify', { credential })
}

async function walkWebhooks(walk: Walk, project: string): Promise<void> {
  const hooks = `/projects/${project}/webhooks`
  const ask = async (method: string, path: string, body?: unknown) =>
    bodyOf(await walk.as(WORKSPACE_KEY, method, `${hooks}${path}`, { body }))
  const later = (path: string, isThere: (body: string) => boolean) =>
    walk.recorder.askLater(
      { method: 'GET', path: `${hooks}${path}`, headers: { authorization: `Bearer ${WORKSPACE_KEY}` }, body: undefined },
      isThere,
    )
  const made = await ask('POST', '', { url: 'http://127.0.0.1:9/takes', event_types: ['api_key.issued', 'api_key.revoked'] })
  const gone = await ask('POST', '', { url: 'http://127.0.0.1:9/answers-410', description: 'brøken' })
  await ask('POST', '', { url: 'ftp://nowhere', event_types: [] })
  await ask('PATCH', `/${made.id}`, { description: 'takes everything', event_types: [] })
  const { value: key } = bodyOf(await walk.as(WORKSPACE_KEY, 'POST', `/projects/${project}/tokens`, { body: { name: 'hooked' } }))
  for (const { id } of [made, gone]) await later(`/${id}/deliveries`, isSettled)
  for (let told = 0; told < 3; told += 1) {
    walk.pass()
    await walk.as(key, 'POST', `/projects/${project}/v2alpha1/admin/issuedApiKeys`, { body: { name: `told ${told}` } })
    await later(`/${made.id}/deliveries`, isSettled)
  }
  const { deliveries } = await ask('GET', `/${made.id}/deliveries?page_size=1`)
  await ask('GET', `/${made.id}/deliveries/${deliveries[0]?.message_id}`)
  await ask('POST', `/${made.id}:rotate-secret`)
  await ask('GET', `/${gone.id}`)
  await ask('PATCH', `/${gone.id}`, { enabled: true })
  await ask('DELETE', `/${gone.id}`)
  await ask('GET', '')
}

/** All of them were tried. */
const isSettled = (body: string): boolean => {
  const deliveries: readonly { last_status?: number }[] = JSON.parse(body).deliveries
  return deliveries.length > 0 && deliveries.every(({ last_status: status }) => status !== undefined)
}

async function walkPeople(walk: Walk, workspace: string, project: string): Promise<void> {
  const asPage = (path: string, body: unknown) => walk.as(undefined, 'POST', `/console/api/${path}`, { body, isFromPage: true })
  const enter = async (path: string, body: unknown): Promise<Person> => {
    const { headers } = await asPage(path, body)
    const cookie = (headers['set-cookie'] ?? '').split(';', 1)[0] ?? ''
    return async (method, target, wanted) =>
      bodyOf(await walk.as(undefined, method, target, { body: wanted, headers: { cookie }, isFromPage: true }))
  }
  const owner = await enter('setup', { token: walk.setupToken, email: 'Owner@example.com', password: PASSWORD })
  const stranger = await enter('register', { email: 'stränger@example.com', password: PASSWORD })
  await asPage('register', { email: 'OWNER@example.com', password: PASSWORD })
  await asPage('login', { email: 'owner@EXAMPLE.com', password: 'wrong password' })
  const again = await enter('login', { email: 'owner@EXAMPLE.com', password: PASSWORD })
  const developer = await enter('invitations/accept', { token: await inviteSome(owner, workspace, project), password: PASSWORD })
  for (const person of [owner, developer, stranger, again])
    for (const path of [
      '/console/api/session',
      '/workspaces',
      '/projects',
      `${workspace}/members`,
      `/projects/${project}/members`,
    ])
      await person('GET', path)
  const listed = await owner('GET', `${workspace}/members`)
  const { members = listed } = listed
  for (const { id } of members) {
    await owner('PATCH', `${workspace}/members/${id}`, { role: 'viewer' })
    await developer('DELETE', `${workspace}/members/${id}`)
    await owner('DELETE', `${workspace}/members/${id}`)
    walk.pass()
  }
  await owner('GET', '/console/api/sessions')
  await owner('POST', '/console/api/logout')
  await owner('GET', '/console/api/session')
}

/** Resolves to the token of the first. */
async function inviteSome(owner: Person, workspace: string, project: string): Promise<string> {
  const invitations = `${workspace}/invitations`
  const first = await owner('POST', invitations, { email: 'dev@example.com', role: 'developer' })
  const second = await owner('POST', invitations, { email: 'only@example.com', role: 'viewer', project_id: project })
  await owner('POST', invitations, { email: 'DEV@example.com', role: 'owner' })
  await owner('POST', invitations, { email: 'nobody', role: 'owner' })
  await owner('GET', invitations)
  await owner('DELETE', `${invitations}/${second.invitation.id}`)
  await owner('GET', invitations)
  return tokenIn(first.link)
}

/** One call with the cookie of somebody. Resolves to the body. */
type Person = (method: string, path: string, body?: unknown) => Promise<ReturnType<typeof bodyOf>>

/** What became of it all, in the words of the audit log. */
export async function walkAudit(walk: Walk): Promise<void> {
  const { workspaces } = bodyOf(await walk.as(WORKSPACE_KEY, 'GET', '/workspaces'))
  const workspace = `/workspaces/${workspaces[0].id}`
  for (const [key, path] of [
    [PROJECT_KEY, '/v2alpha1/admin/auditEvents'],
    [WORKSPACE_KEY, `${workspace}/audit-events`],
  ] as const) {
    const query = new URLSearchParams({ page_size: '40' })
    for (let page = 0; page < 5; page += 1) {
      const { next_page_token: next } = bodyOf(await walk.as(key, 'GET', `${path}?${query}`))
      if (next === undefined || next === '') break
      query.set('page_token', next)
    }
    for (const filter of [
      'event:"api_key.*"',
      'event="project.created"',
      'actor_kind="account"',
      'time<"2031-05-06T12:00:00Z"',
      'x=1',
    ])
      await walk.as(key, 'GET', `${path}?${new URLSearchParams({ filter })}`)
    for (const format of ['jsonl', 'csv']) await walk.as(key, 'GET', `${path}:export?format=${format}`)
  }
}
