import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import type { ProjectId } from '@latchkey/core/key/api-key'
import { insertExpiredKeys } from '@latchkey/testkit/sqlite/insert-expired-keys'
import { type ControlServer, projectAt, startControlServer, type TestProject } from '../support/control-plane.ts'
import { claimServer, invite, type Person, signIn } from '../support/people.ts'
import { eventually, Receiver } from '../webhooks/receiver.ts'

const ADMIN = '/v2alpha1/admin'
const config = {
  webhooks: { allow_private_targets: true, check_interval: '200ms', timeout: '500ms', refusals_burst: 5 },
  usage: { flush_interval: '50ms' },
  last_used: { flush_interval: '50ms' },
}

/** An SQLite file in which there is something of everything, and nobody has it open. */
export interface LivedInStore {
  readonly folder: string
  readonly dsn: string
  readonly environment: Readonly<Record<string, string>>
  readonly projectId: ProjectId
  /** What credentials verify to, before and after a move. */
  readonly verdicts: ReadonlyMap<string, string>
  readonly owner: Person
  /** Has not been told yet of the last keys of the store. */
  readonly receiver: Receiver
  readonly untold: number
  /** A server on this store, or on the database that it was moved to. */
  serve(dsn?: string): Promise<{ readonly server: ControlServer; readonly project: TestProject }>
  remove(): Promise<void>
}

/** `expiredKeys`: so many more rows. */
export async function liveInStore(expiredKeys = 300): Promise<LivedInStore> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-move-'))
  const path = join(folder, 'data', 'latchkey.db')
  const environment = { LATCHKEY_DATA_DIR: join(folder, 'data'), LATCHKEY_DB_DSN: `sqlite://${path}` }
  const start = (dsn = environment.LATCHKEY_DB_DSN) =>
    startControlServer({ folder, config, environment: { ...environment, LATCHKEY_DB_DSN: dsn } })
  const receiver = await Receiver.start()
  const server = await start()
  const project = await server.createProject({ name: 'Ünïcode ☂ 𝄞' })
  const owner = await claimServer(server)
  const people = await settlePeople(server, owner, project)
  const verdicts = await useKeys(server, project, receiver)
  await server.stop()
  insertExpiredKeys(path, { projectId: project.id as ProjectId, count: expiredKeys, expiredAt: Date.now() - 86_400_000 })
  insertRareRows(path, { projectId: project.id, accountId: owner.id })
  return {
    ...{ folder, environment, verdicts, receiver },
    dsn: environment.LATCHKEY_DB_DSN,
    projectId: project.id as ProjectId,
    owner: people.owner,
    untold: 1,
    async serve(dsn) {
      const anew = await start(dsn)
      return { server: anew, project: projectAt(anew.endpoint, project) }
    },
    async remove() {
      await receiver.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function settlePeople(server: ControlServer, owner: Person, project: TestProject): Promise<{ owner: Person }> {
  await invite(server, owner, { email: 'viewer@example.com', role: 'viewer' })
  await invite(server, owner, { email: 'guest@example.com', role: 'developer', project_id: project.id })
  const open = { email: 'late@example.com', role: 'developer' }
  const invited = await server.control('POST', `/workspaces/${server.workspaceId}/invitations`, open, owner)
  assert.equal(invited.status, 201)
  const revised = await server.control('PATCH', `/projects/${project.id}`, [{ op: 'replace', path: '/name', value: 'Kiosk' }])
  assert.equal(revised.status, 200, JSON.stringify(revised.body))
  return { owner: await signIn(server, owner) }
}

/** Keys of every kind of life, each verified, and a receiver that is away when the last one is made. */
async function useKeys(server: ControlServer, project: TestProject, receiver: Receiver): Promise<ReadonlyMap<string, string>> {
  const hook = { url: receiver.url, event_types: ['api_key.issued', 'api_key.revoked'] }
  const subscribed = await server.control('POST', `/projects/${project.id}/webhooks`, hook)
  assert.equal(subscribed.status, 201, JSON.stringify(subscribed.body))
  receiver.secret = subscribed.body.secret
  const live = await project.issue({
    name: 'lebt ☂',
    actor_id: 'actor',
    metadata: { ключ: ['𝄞', 1.5, null] },
    request_id: 'once',
  })
  const revoked = await project.issue({ name: 'revoked' })
  const suspended = await project.issue({ name: 'suspended' })
  await project.call('POST', `${ADMIN}/issuedApiKeys/${revoked.keyId}:revoke`, { reason: 'REVOCATION_REASON_KEY_COMPROMISE' })
  await project.call('POST', `${ADMIN}/issuedApiKeys/${suspended.keyId}:suspend`, {})
  const rotated = await project.issue({ name: 'rotated' })
  const successor = await project.call('POST', `${ADMIN}/issuedApiKeys/${rotated.keyId}:rotate`, {})
  const imported = await project.call('POST', `${ADMIN}/importedApiKeys`, {
    raw_key: 'sk_live_imported_0123456789',
    name: 'imported',
    actor_id: 'actor',
  })
  assert.deepEqual([successor.status, imported.status], [201, 201], JSON.stringify([successor.body, imported.body]))
  const credentials = [live, revoked, suspended, rotated].map(({ secret }) => secret)
  const verdicts = new Map<string, string>()
  for (const credential of [...credentials, successor.body.secret, 'sk_live_imported_0123456789']) {
    verdicts.set(credential, await project.verify(credential))
  }
  await eventually('the messages', () => receiver.received.length >= 5)
  receiver.answer = 503
  await project.issue({ name: 'untold' })
  // Figures, last uses and the refused message are written.
  await delay(400)
  return verdicts
}

/** Rows that take a long time, other systems or a release before to come about. */
function insertRareRows(path: string, { projectId, accountId }: { projectId: string; accountId: string }): void {
  const database = new DatabaseSync(path)
  try {
    const insert = (text: string, ...values: readonly string[]): void => void database.prepare(text).run(...values)
    insert(`INSERT INTO project_hosts VALUES (?, 'keys.example.com', 0)`, projectId)
    insert(`INSERT INTO account_identities VALUES ('https://id.example/', 'ädä', ?)`, accountId)
    insert(`INSERT INTO password_resets VALUES (?, 'hash of a link', 4102444800000)`, accountId)
    insert('INSERT OR IGNORE INTO dismissed_checklists VALUES (?, ?)', projectId, accountId)
    insert(`INSERT OR IGNORE INTO webhook_dedup_keys VALUES (?, 'key_expired/ä', 1)`, projectId)
    insert(`INSERT INTO audit_checkpoints VALUES ('of nobody', 7, 'hash', 8, 'signature')`)
    insert(`INSERT OR IGNORE INTO usage_sources VALUES (?, 'key', '2001:db8::/64', 1, 2, 3)`, projectId)
    insert(`INSERT OR IGNORE INTO verification_failures VALUES (?, 1, 'key', 3, '192.0.2.1', 9007199254740991)`, projectId)
  } finally {
    database.close()
  }
}
