import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import { call, startTestServer, type TestServer } from '../../support/test-server.ts'
import { busyness, formerKeys, keys, people, STRAY_ADDRESS, STRAY_CREDENTIAL, type StoryKey } from './acme.ts'
import { DAY, HOUR, MINUTE, type StillClock, stillClock } from './still-clock.ts'

/** When the pictures are taken, as the server and the browser see it. */
export const END_OF_STORY = new Date('2026-11-20T14:32:00Z')
/** Where the browser believes that it is. */
export const ORIGIN = 'http://localhost:4420'
const PASSWORD = 'correct horse battery staple'
const ADMIN = '/v2alpha1/admin'

/** A server that has been in use for six weeks. */
export interface SeededServer {
  readonly server: TestServer
  /** The session of the owner, as the Cookie header has it. */
  readonly ownerCookie: string
  /** What stands in an address for what the story made. */
  readonly ids: Readonly<Record<'project' | 'sandbox' | 'key' | 'webhook' | 'workspace', string>>
  /** A good key, for pictures of its verification. */
  readonly secret: string
  /** Of somebody who is invited and has not come yet. */
  readonly invitationToken: string
}

/** The same ids in every telling, and so the same pictures. Never for anything that keeps a secret. */
export function repeatableChance(): RandomSource {
  let drawn = 0
  const bytes = (length: number): Uint8Array => createHash('shake256', { outputLength: length }).update(String(drawn++)).digest()
  const uuid = (): string => {
    const text = Buffer.from(bytes(16)).toString('hex')
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`
  }
  return { uuid, bytes }
}

interface Made {
  readonly id: string
  readonly secret: string
}

/** Everything that the story does is a call of the API, at its time and from its address. */
class Story {
  readonly server: TestServer
  readonly clock: StillClock
  #cookies = new Map<string, string>()

  constructor(server: TestServer, clock: StillClock) {
    this.server = server
    this.clock = clock
  }

  async byKey(method: string, path: string, body?: unknown, from = '203.0.113.7') {
    const answer = await this.server.call(method, ADMIN + path, body, { 'x-forwarded-for': from })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  async by(person: string, method: string, path: string, body?: unknown) {
    const headers = { origin: this.server.endpoint, cookie: this.#cookies.get(person) ?? '', 'x-forwarded-for': '203.0.113.7' }
    const answer = await call(this.server.endpoint + path, method, { body, headers })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    const [cookie] = (answer.headers.get('set-cookie') ?? '').split(';', 1)
    if (cookie) this.#cookies.set(person, cookie)
    return answer.body
  }

  signIn(person: string) {
    return this.by(person, 'POST', '/console/api/login', { email: person, password: PASSWORD })
  }

  async join(person: string, role: string, workspace: string): Promise<void> {
    const { link } = await this.by(people.owner, 'POST', `/workspaces/${workspace}/invitations`, { email: person, role })
    const token = new URL(link).hash.replace('#token=', '')
    await this.by(person, 'POST', '/console/api/invitations/accept', { token, password: PASSWORD })
  }

  cookieOf(person: string): string {
    return this.#cookies.get(person) ?? ''
  }
}

export async function startSeededServer(): Promise<SeededServer> {
  const clock = stillClock(END_OF_STORY)
  clock.moveTo(45 * DAY)
  const server = await startTestServer({
    config: {
      serve: { http: { trusted_proxies: ['127.0.0.1/32'], client_ip_source: 'CLIENT_IP_SOURCE_X_FORWARDED_FOR' } },
      credentials: { api_keys: { prefix: { current: 'acme' } } },
      rate_limit: { enabled: true },
      usage: { flush_interval: '50ms' },
      last_used: { flush_interval: '50ms' },
    },
    overrides: { clock, random: repeatableChance(), webhookSender: { send: async () => ({ outcome: 'answered', status: 204 }) } },
  })
  const story = new Story(server, clock)
  const { workspace, webhook, sandbox } = await beginCompany(story)
  const { made, invitationToken } = await tell(story, workspace)
  clock.moveTo(0)
  await story.signIn(people.owner)
  const deploy = made.get('ci-deploy')
  return {
    server,
    ownerCookie: story.cookieOf(people.owner),
    ids: { project: server.slug, key: deploy?.id ?? '', webhook, workspace, sandbox },
    secret: deploy?.secret ?? '',
    invitationToken,
  }
}

/** The first account, the people and where the company is told of changes. */
async function beginCompany(story: Story): Promise<Readonly<Record<'workspace' | 'webhook' | 'sandbox', string>>> {
  const { server } = story
  const project = `/projects/${server.projectId}`
  const link = new URL(readFileSync(join(server.server.dataDir, 'setup-link'), 'utf8').trim())
  const token = link.hash.replace('#token=', '')
  await story.by(people.owner, 'POST', '/console/api/setup', { token, email: people.owner, password: PASSWORD })
  await story.by(people.owner, 'PATCH', project, [{ op: 'replace', path: '/name', value: 'Acme shop' }])
  const workspace = (await story.by(people.owner, 'GET', project)).workspace_id
  await story.by(people.owner, 'PUT', `/workspaces/${workspace}`, { name: 'Acme' })
  const wanted = { name: 'Acme sandbox', environment: 'dev', workspace_id: workspace, talos: false }
  const { slug: sandbox } = await story.by(people.owner, 'POST', '/projects', wanted)
  await story.join(people.developer, 'developer', workspace)
  await story.join(people.viewer, 'viewer', workspace)
  const webhooks = `${project}/webhooks`
  const { id } = await story.by(people.owner, 'POST', webhooks, {
    url: 'https://hooks.acme.example/latchkey',
    description: 'Tells the security channel',
    event_types: ['api_key.issued', 'api_key.revoked', 'api_key.rotated'],
  })
  await story.by(people.owner, 'POST', webhooks, { url: 'https://billing.acme.example/keys', event_types: [] })
  for (const [name, permissions] of [
    ['gateway', ['keys:verify']],
    ['backoffice', ['keys:verify', 'keys:read', 'keys:issue', 'keys:rotate', 'keys:revoke']],
  ] as const) {
    await story.by(people.owner, 'POST', `${project}/tokens`, { name, permissions, expires_at: '2027-06-01T00:00:00Z' })
  }
  return { workspace, webhook: id, sandbox }
}

const requestFor = ({ name, actor_id, scopes = [], ttl = '', limit, cidrs, metadata }: StoryKey) => ({
  ...{ name, actor_id, scopes },
  ...(ttl !== '' && { ttl }),
  ...(limit && { rate_limit_policy: { quota: limit[0], window: limit[1], unit: 'requests' } }),
  ...(cidrs && { ip_restriction: { allowed_cidrs: cidrs } }),
  ...(metadata && { metadata }),
})

/** Something that happens, in milliseconds before the end of the story. */
interface Step {
  readonly ago: number
  readonly act: () => Promise<unknown>
}

const inOrder = (steps: readonly Step[]): readonly Step[] => [...steps].sort((one, other) => other.ago - one.ago)

/** Resolves to the keys that were made, and to the token of an invitation that nobody has accepted yet. */
async function tell(story: Story, workspace: string): Promise<{ made: ReadonlyMap<string, Made>; invitationToken: string }> {
  const made = new Map<string, Made>()
  let invitationToken = ''
  const invite: Step = {
    ago: 2 * HOUR,
    act: async () => {
      await story.signIn(people.owner)
      const invited = { email: people.invited, role: 'developer' }
      const { link } = await story.by(people.owner, 'POST', `/workspaces/${workspace}/invitations`, invited)
      invitationToken = new URL(link).hash.replace('#token=', '')
    },
  }
  for (const { ago, act } of inOrder([...issuing(story, made), ...traffic(story, made), ...history(story, made), invite])) {
    story.clock.moveTo(ago)
    await act()
  }
  await untilWritten()
  return { made, invitationToken }
}

/** Figures and last uses are written every 50 ms. */
const untilWritten = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 120))

const issuing = (story: Story, made: Map<string, Made>): readonly Step[] => [
  ...keys.map((key) => ({
    ago: key.ago,
    act: async () => {
      const { issued_api_key, secret } = await story.byKey('POST', '/issuedApiKeys', requestFor(key))
      made.set(key.name, { id: issued_api_key.key_id, secret })
    },
  })),
  ...formerKeys.map((former, index) => ({
    ago: 8 * DAY - index * MINUTE,
    act: () => story.byKey('POST', '/importedApiKeys', { ...former, scopes: ['orders:write'], ttl: '365d' }),
  })),
]

/** The last day: busy by day, quiet by night, with limits that hold, old keys that are still tried, and a stranger. */
const traffic = (story: Story, made: ReadonlyMap<string, Made>): readonly Step[] =>
  Array.from({ length: 25 }, (_, hoursAgo) => ({
    ago: hoursAgo * HOUR + 4 * MINUTE,
    act: async () => {
      const share = busyness(new Date(story.clock.now()).getUTCHours())
      for (const { name, traffic: [perHour, from] = [0, ''] } of keys) {
        await verifyTimes(story, { credential: made.get(name)?.secret ?? '', times: Math.round(perHour * share), from })
      }
      const tried = made.get('old-integration')?.secret ?? ''
      await verifyTimes(story, { credential: tried, times: Math.round(4 * share), from: '192.0.2.77' })
      await verifyTimes(story, { credential: STRAY_CREDENTIAL, times: hoursAgo === 9 ? 40 : 1, from: STRAY_ADDRESS })
      await untilWritten()
    },
  }))

/** What people did in the last days: replaced, paused, revoked, changed. */
function history(story: Story, made: ReadonlyMap<string, Made>): readonly Step[] {
  const change = (method: string, name: string, tail: string, body?: unknown) =>
    story.by(
      people.developer,
      method,
      `/projects/${story.server.projectId}${ADMIN}/issuedApiKeys/${made.get(name)?.id}${tail}`,
      body,
    )
  const metadata = { repository: 'acme/shop', owner: 'platform', reviewed: '2026-11-20' }
  return [
    { ago: 20 * HOUR, act: () => story.signIn(people.developer) },
    { ago: 20 * HOUR - MINUTE, act: () => change('POST', 'mobile-app', ':rotate', { grace_period: '48h' }) },
    { ago: 19 * HOUR, act: () => change('POST', 'staging-tests', ':suspend') },
    { ago: 11 * HOUR, act: () => change('POST', 'price-bot', ':revoke', { reason: 'REVOCATION_REASON_KEY_COMPROMISE' }) },
    { ago: 6 * HOUR, act: () => change('PATCH', 'ci-deploy', '?update_mask=metadata', { metadata }) },
  ]
}

interface Verifying {
  readonly credential: string
  readonly times: number
  readonly from: string
}

async function verifyTimes(story: Story, { credential, times, from }: Verifying): Promise<void> {
  if (times === 0 || credential === '') return
  await story.byKey('POST', '/apiKeys:batchVerify', { requests: Array.from({ length: times }, () => ({ credential })) }, from)
}
