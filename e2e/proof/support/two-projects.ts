import { randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openAdministration } from '@latchkey/server/administration'
import type { TestServer } from '../../support/test-server.ts'
import { permissions } from '../policy.ts'
import { Api, expectStatus } from './api.ts'

/** Everything of a project that a caller of another one could name. */
export interface NamedThings {
  readonly issuedId: string
  readonly importedId: string
  readonly issuedSecret: string
  readonly importedSecret: string
  readonly jwt: string
  readonly macaroon: string
  readonly pageToken: string
  readonly actorId: string
  readonly requestId: string
  readonly etag: string
  readonly slug: string
  readonly projectId: string
}

/** A second project on the same server, with keys of every kind in it. */
export async function addOtherProject(server: TestServer): Promise<NamedThings> {
  const administration = await openAdministration(server)
  const { slug, id: projectId } = await administration.createProject({ name: 'the other one', environment: 'dev' })
  const made = await administration.createProjectApiKey({ project: slug, name: 'other', permissions, expiresAt: undefined })
  await administration.close()
  const api = new Api({ port: server.port, projectKey: made.credential.reveal() })
  const requestId = randomUUID()
  const actorId = 'actor-of-the-other-project'
  const issued = await api.issue({ name: 'other', actor_id: actorId, scopes: ['read'], request_id: requestId })
  await api.issue({ name: 'other-2', actor_id: actorId })
  const imported = await api.import(`sk_other_${randomUUID()}`)
  const listed = expectStatus(await api.admin('GET', '/issuedApiKeys?page_size=1'), 200)
  const things: NamedThings = {
    issuedId: issued.keyId,
    importedId: imported.keyId,
    issuedSecret: issued.secret,
    importedSecret: imported.secret,
    jwt: await api.derive(issued.secret, { algorithm: 'TOKEN_ALGORITHM_JWT' }),
    macaroon: await api.derive(issued.secret, { algorithm: 'TOKEN_ALGORITHM_MACAROON' }),
    pageToken: listed.body.next_page_token,
    actorId,
    requestId,
    etag: '"1"',
    slug,
    projectId,
  }
  api.close()
  return things
}

/** The same shapes, of nobody. */
export function nobodysThings(like: NamedThings): NamedThings {
  const scrambled = (text: string): string =>
    text.slice(0, -12) + [...text.slice(-12)].map((character) => (character === 'A' ? 'B' : 'A')).join('')
  return {
    issuedId: randomUUID(),
    importedId: randomBytes(32).toString('hex'),
    issuedSecret: scrambled(like.issuedSecret),
    importedSecret: `sk_other_${randomUUID()}`,
    jwt: scrambled(like.jwt),
    macaroon: scrambled(like.macaroon),
    pageToken: scrambled(like.pageToken),
    actorId: 'actor-of-nobody-in-any-project',
    requestId: randomUUID(),
    etag: '"1"',
    slug: 'nobody-here-at-all',
    projectId: randomUUID(),
  }
}

/** What the store holds of one project, as text: equal when nothing changed. */
export function dumpProject({ folder }: TestServer, projectId: string): string {
  const db = new DatabaseSync(join(folder, 'data', 'latchkey.db'), { readOnly: true })
  try {
    return Object.entries(owningColumns)
      .map(
        ([table, column]) =>
          `${table} ${JSON.stringify(db.prepare(`SELECT * FROM ${table} WHERE ${column} = ?`).all(projectId))}`,
      )
      .join('\n')
  } finally {
    db.close()
  }
}

/** By table: the column that says whose a row is. */
export const owningColumns: Readonly<Record<string, string>> = {
  projects: 'id',
  project_hosts: 'project_id',
  project_config: 'project_id',
  project_secrets: 'project_id',
  access_keys: 'owner_id',
  issued_api_keys: 'project_id',
  imported_api_keys: 'project_id',
  idempotency: 'project_id',
  audit_events: 'chain_id',
  audit_chains: 'chain_id',
}
