import { randomBytes } from 'node:crypto'
import { Agent } from 'node:http'
import type { Role } from '@latchkey/core/access/roles'
import { openAdministration } from '@latchkey/server/administration'
import { startTestServer, type TestServer, type TestServerOptions } from '../../support/test-server.ts'
import { expectStatus, type Reply, send } from './api.ts'

/** What a caller shows; `undefined`: nothing. */
export type Shown = { readonly bearer: string } | { readonly cookie: string } | undefined

/** Somebody who is signed in. */
export interface Person {
  readonly accountId: string
  readonly email: string
  readonly password: string
  readonly shown: { readonly cookie: string }
}

export interface Wanted {
  readonly role: Role
  readonly workspaceId?: string
  readonly projectId?: string
}

export const newWorkspaceKey = (): string => `ory_wak_${randomBytes(60).toString('base64').replace(/\W/g, '').slice(0, 38)}`
export const newPassword = (): string => randomBytes(18).toString('base64url')

/** A server with a workspace key and its first account, and the ways to get more people onto it. */
export class ControlBench {
  readonly server: TestServer
  /** Of the oldest workspace, like `owner`. */
  readonly workspaceKey: { readonly bearer: string }
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 })
  readonly #observe: (reply: Reply) => void
  /** Of the setup link that the first account was made with. */
  setupToken = ''
  #owner: Person | undefined
  #workspaceId = ''
  #people = 0

  private constructor(server: TestServer, workspaceKey: string, observe: (reply: Reply) => void) {
    this.server = server
    this.workspaceKey = { bearer: workspaceKey }
    this.#observe = observe
  }

  /** `observe`: sees every answer. */
  static async start(options: TestServerOptions = {}, observe: (reply: Reply) => void = () => undefined): Promise<ControlBench> {
    const key = newWorkspaceKey()
    const environment = { ...options.environment, LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: key }
    const bench = new ControlBench(await startTestServer({ ...options, environment }), key, observe)
    await bench.#claim()
    const { body } = expectStatus(await bench.ask(bench.workspaceKey, 'GET', '/workspaces'), 200)
    bench.#workspaceId = body.workspaces[0].id
    return bench
  }

  get owner(): Person {
    if (this.#owner === undefined) throw new Error('nobody has claimed the server')
    return this.#owner
  }

  get workspaceId(): string {
    return this.#workspaceId
  }

  get projectKey(): { readonly bearer: string } {
    return { bearer: this.server.projectKey }
  }

  /** Scheme and authority as a browser here sees them. */
  get origin(): string {
    return this.server.endpoint
  }

  /** One call; `body` goes as JSON unless it is text. What a cookie shows comes from a page of ours. */
  async ask(
    shown: Shown,
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const reply = await send({
      agent: this.#agent,
      port: this.server.port,
      method,
      path,
      text,
      headers: { ...this.#headersOf(shown), ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    })
    this.#observe(reply)
    return reply
  }

  #headersOf(shown: Shown): Readonly<Record<string, string>> {
    if (shown === undefined) return { origin: this.origin }
    return 'bearer' in shown ? { authorization: `Bearer ${shown.bearer}` } : { cookie: shown.cookie, origin: this.origin }
  }

  async #claim(): Promise<void> {
    const administration = await openAdministration(this.server)
    const link = await administration.makeSetupLink().finally(() => administration.close())
    const password = newPassword()
    this.setupToken = tokenIn(link.reveal())
    const token = this.setupToken
    this.#owner = personOf(
      await this.ask(undefined, 'POST', '/console/api/setup', { token, email: 'owner@example.com', password }),
      201,
      password,
    )
  }

  /** Invites a new person and accepts for them. */
  async addPerson({ role, workspaceId = this.workspaceId, projectId }: Wanted): Promise<Person> {
    const email = `person-${++this.#people}@example.com`
    const invited = await this.ask(this.owner.shown, 'POST', `/workspaces/${workspaceId}/invitations`, {
      email,
      role,
      ...(projectId === undefined ? {} : { project_id: projectId }),
    })
    return this.accept(expectStatus(invited, 201).body.link)
  }

  async accept(link: string): Promise<Person> {
    const password = newPassword()
    const body = { token: tokenIn(link), password }
    return personOf(await this.ask(undefined, 'POST', '/console/api/invitations/accept', body), 200, password)
  }

  async signIn({ email, password }: Pick<Person, 'email' | 'password'>): Promise<Person> {
    return personOf(await this.ask(undefined, 'POST', '/console/api/login', { email, password }), 200, password)
  }

  /** A workspace of the same owner, beside the one that is there. */
  async addWorkspace(name = 'another one'): Promise<string> {
    return expectStatus(await this.ask(this.owner.shown, 'POST', '/workspaces', { name }), 201).body.id
  }

  async addProject(
    workspaceId = this.workspaceId,
    name = 'another one',
  ): Promise<{ readonly id: string; readonly slug: string }> {
    const wanted = { name, environment: 'dev', workspace_id: workspaceId }
    return expectStatus(await this.ask(this.owner.shown, 'POST', '/projects', wanted), 201).body
  }

  async stop(): Promise<void> {
    this.#agent.destroy()
    await this.server.stop()
  }
}

export const tokenIn = (link: string): string => link.slice(link.indexOf('#token=') + '#token='.length)

function personOf(reply: Reply, status: number, password: string): Person {
  const { account } = expectStatus(reply, status).body
  const [cookie = ''] = (reply.headers['set-cookie']?.[0] ?? '').split(';')
  return { accountId: account.id, email: account.email, password, shown: { cookie } }
}

/** Runs `act` on a bench of its own that is gone afterwards. */
export async function onControlBench<R>(options: TestServerOptions, act: (bench: ControlBench) => Promise<R>): Promise<R> {
  const bench = await ControlBench.start(options)
  try {
    return await act(bench)
  } finally {
    await bench.stop()
  }
}
