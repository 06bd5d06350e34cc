import assert from 'node:assert/strict'
import { asOperator, type Caller, type ControlServer } from './control-plane.ts'
import { type Answer, call } from './test-server.ts'

export const PASSWORD = 'correct horse battery staple'

/** A person in a browser of theirs, on a page of the server. */
export interface Person extends Caller {
  readonly id: string
  readonly email: string
}

/** The first account: owner of the workspace that the server began with. */
export async function claimServer(server: ControlServer, email = 'owner@example.com'): Promise<Person> {
  const link = server.server.setupLink ?? (await asOperator(server, (administration) => administration.makeSetupLink()))
  return enter(server, '/console/api/setup', { token: tokenOf(link.reveal()), email, password: PASSWORD })
}

export interface Invited {
  readonly email: string
  readonly role: 'owner' | 'developer' | 'viewer'
  /** The only project that the role is for. */
  readonly project_id?: string
}

/** Somebody whom an owner invites and who accepts. */
export async function invite(server: ControlServer, owner: Person, invited: Invited): Promise<Person> {
  const { status, body } = await server.control('POST', `/workspaces/${server.workspaceId}/invitations`, invited, owner)
  assert.equal(status, 201, JSON.stringify(body))
  const token = tokenOf(body.link)
  return enter(server, '/console/api/invitations/accept', { token, password: PASSWORD })
}

export const signIn = (server: ControlServer, { email }: Pick<Person, 'email'>): Promise<Person> =>
  enter(server, '/console/api/login', { email, password: PASSWORD })

async function enter({ endpoint }: ControlServer, path: string, body: Record<string, string>): Promise<Person> {
  const origin = { origin: endpoint }
  const answer = await call(`${endpoint}${path}`, 'POST', { body, headers: origin })
  assert.ok(answer.status === 200 || answer.status === 201, JSON.stringify(answer.body))
  const { id, email } = answer.body.account
  return { id, email, headers: { ...origin, cookie: cookieOf(answer) } }
}

/** As the browser would send it back. */
const cookieOf = ({ headers }: Answer): string =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')

const tokenOf = (link: string): string => new URL(link).hash.replace('#token=', '')
