import { PROJECT_KEY, PUBLIC_URL, WORKSPACE_KEY } from './still-server.ts'
import { bodyOf, type Walk } from './walk.ts'

const PASSWORD = 'correct horse battery staple'
const ORIGIN = { origin: PUBLIC_URL }

/** Projects, their keys, secrets and webhooks; people; the audit log of it all. */
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
  await readAudit(walk, workspace)
}

async function walkSecrets(walk: Walk, project: string, key: string): Promise<void> {
  const inProject = async (path: string, body: unknown) =>
    bodyOf(await walk.as(key, 'POST', `/projects/${project}/v2alpha1/admin/${path}`, { body }))
  const { secret: credential } = await inProject('issuedApiKeys', { name: 'of a project' })
  for (const mode of ['graceful', 'revoke'])
    for (const what of ['hmac-secret', 'signing-key']) {
      await walk.as(WORKSPACE_KEY, 'POST', `/projects/${project}/talos/rotate-${what}`, { body: { mode } })
      await inProject('apiKeys:verify', { credential })
      await inProject('apiKeys:derive', { credential, ttl: '5m' })
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
  const enter = async (path: string, body: unknown) => {
    const answer = await walk.as(undefined, 'POST', `/console/api/${path}`, { body, headers: ORIGIN })
    const cookie = (answer.headers['set-cookie'] ?? '').split(';', 1)[0] ?? ''
    return { ...ORIGIN, cookie }
  }
  const owner = await enter('register', { email: 'Owner@example.com', password: PASSWORD })
  await enter('login', { email: 'owner@EXAMPLE.com', password: 'wrong password' })
  const invitations = `${workspace}/invitations`
  const invited: ReturnType<typeof bodyOf>[] = []
  for (const invitation of [
    { email: 'dev@example.com', role: 'developer' },
    { email: 'only@example.com', role: 'viewer', project_id: project },
    { email: 'dev@example.com', role: 'owner' },
  ])
    invited.push(bodyOf(await walk.as(WORKSPACE_KEY, 'POST', invitations, { body: invitation })))
  await walk.as(WORKSPACE_KEY, 'GET', invitations)
  const token = String(invited[0]?.link ?? '').replace(/.*#token=/, '')
  const developer = await enter('invitations/accept', { token, password: PASSWORD })
  await enter('invitations/accept', { token, password: PASSWORD })
  for (const headers of [owner, developer, ORIGIN])
    for (const path of ['/console/api/session', '/workspaces', '/projects', `${workspace}/members`])
      await walk.as(undefined, 'GET', path, { headers })
  const members = bodyOf(await walk.as(WORKSPACE_KEY, 'GET', `${workspace}/members`))
  const { members: list = members } = members
  for (const { id } of list) {
    await walk.as(WORKSPACE_KEY, 'PATCH', `${workspace}/members/${id}`, { body: { role: 'viewer' } })
    await walk.as(WORKSPACE_KEY, 'DELETE', `${workspace}/members/${id}`)
  }
  await walk.as(WORKSPACE_KEY, 'DELETE', `${invitations}/${invited[1]?.id}`)
  await walk.as(undefined, 'GET', '/projects', { headers: developer })
}

async function readAudit(walk: Walk, workspace: string): Promise<void> {
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
      'actor_kind="user"',
      'time<"2031-05-06T12:00:00Z"',
      'x=1',
    ])
      await walk.as(key, 'GET', `${path}?${new URLSearchParams({ filter })}`)
    for (const format of ['jsonl', 'csv']) await walk.as(key, 'GET', `${path}:export?format=${format}`)
  }
}
