import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { AuditEventName } from '@latchkey/core/events/audit-event-names'
import { type ApiKey, countsTowardsKeyQuota, type KeyId, type ProjectId } from '@latchkey/core/key/api-key'
import { buildAuditEntry, buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { atMs } from '@latchkey/testkit/fake-clock'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { type ControlMutation, controlMutationsOf, controlSnapshotOf, inhabit } from '@latchkey/testkit/sqlite/control-mutations'
import { fill, type Mutation, mutationsOf, snapshotOf } from '@latchkey/testkit/sqlite/mutations'
import { createProject } from '@latchkey/testkit/sqlite/temporary-database'
import { parseReports, type Report } from '@latchkey/testkit/sqlite/written-reports'
import { openTemporaryFolder } from '@latchkey/testkit/temporary-folder'
import { openSqliteStore, type SqliteStore } from './sqlite-store.ts'
import type { CommitStep } from './transaction.ts'

const every: readonly Mutation[] = [
  'issue',
  'import',
  'batch',
  'update',
  'rotate',
  'delete',
  'createAccessKey',
  'deleteAccessKey',
  'changeProject',
]

const everyControl: readonly ControlMutation[] = [
  'createWorkspace',
  'changeWorkspace',
  'createAccount',
  'changeRole',
  'removeMember',
  'createInvitation',
  'deleteInvitation',
  'createPasswordReset',
  'resetPassword',
  'acceptInvitation',
  'createProject',
  'reviseProject',
  'deleteProject',
]

/** A mutation, and everything that it may change. */
interface Attempt {
  readonly mutate: () => Promise<unknown>
  readonly look: (store: SqliteStore) => Promise<unknown>
}

describe('a process that dies at a step of a commit', () => {
  for (const mutation of every) {
    it(`has either done all of "${mutation}" or nothing`, () =>
      dieAtEachStep(async (store) => {
        const projectId = await createProject(store)
        const mutate = mutationsOf(store, projectId, await fill(store, projectId))[mutation]
        return { mutate, look: (remaining) => snapshotOf(remaining, projectId) }
      }))
  }

  for (const mutation of everyControl) {
    it(`has either done all of "${mutation}" or nothing`, () =>
      dieAtEachStep(async (store) => {
        const place = await inhabit(store)
        const mutate = async () => controlMutationsOf(store, place)[mutation]()
        return { mutate, look: (remaining) => controlSnapshotOf(remaining, place) }
      }))
  }
})

async function dieAtEachStep(prepare: (store: SqliteStore) => Promise<Attempt>): Promise<void> {
  const folder = openTemporaryFolder()
  const path = join(folder.path, 'latchkey.db')
  const remains: { readonly step: CommitStep; readonly path: string }[] = []
  const isWatching = { now: false }
  const store = openSqliteStore({
    path,
    onCommitStep: (step) => {
      if (isWatching.now) remains.push({ step, path: copyDatabase(path, remains.length) })
    },
  })
  const { mutate, look } = await prepare(store)
  const before = await look(store)
  isWatching.now = true
  await mutate()
  isWatching.now = false
  const after = await look(store)
  assert.notDeepEqual(after, before)
  for (const { step, path: remaining } of remains) {
    const reopened = openSqliteStore({ path: remaining })
    assert.deepEqual(await look(reopened), step === 'after-commit' ? after : before, step)
    await reopened.close()
  }
  const steps = new Set(remains.map(({ step }) => step))
  for (const step of ['before-begin', 'after-audit-row', 'before-commit', 'after-commit'] as const) assert.ok(steps.has(step))
  await store.close()
  folder.remove()
}

/** What the file system holds of a database at this moment: what a process finds that starts after a kill. */
function copyDatabase(path: string, number: number): string {
  const copy = `${path}.${number}`
  for (const suffix of ['', '-wal']) if (existsSync(path + suffix)) copyFileSync(path + suffix, copy + suffix)
  return copy
}

/** How often the writing process is killed; raise it for a long run. */
const ROUNDS = Number(process.env['LATCHKEY_KILL_ROUNDS'] ?? 3)
const writer = fileURLToPath(import.meta.resolve('@latchkey/testkit/sqlite/write-until-killed.child'))

describe('a process that is killed while 200 callers write', () => {
  it('has kept everything it acknowledged, and nothing by halves', { timeout: 60_000 + ROUNDS * 20_000 }, async () => {
    const folder = openTemporaryFolder()
    const path = join(folder.path, 'latchkey.db')
    const store = openSqliteStore({ path })
    const projectId = await createProject(store)
    await store.close()
    const random = new SeededRandom(`${Date.now()}`)
    for (let round = 0; round < ROUNDS; round++) {
      const reports = await runUntilKilled([path, projectId, random.uuid()], 50 + random.below(450))
      await checkRemains(path, projectId, reports)
    }
    folder.remove()
  })
})

async function runUntilKilled(args: readonly string[], afterMs: number): Promise<readonly Report[]> {
  const child = spawn(process.execPath, [writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  const isReady = new Promise<void>((resolve) => {
    child.stdout.once('data', () => resolve())
  })
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const isGone = new Promise((resolve) => {
    child.once('close', resolve)
  })
  await Promise.race([isReady, isGone])
  await sleep(afterMs)
  child.kill('SIGKILL')
  await isGone
  assert.equal(child.signalCode, 'SIGKILL')
  return parseReports(Buffer.concat(chunks).toString())
}

async function checkRemains(path: string, projectId: ProjectId, reports: readonly Report[]): Promise<void> {
  const db = new DatabaseSync(path, { readOnly: true })
  assert.deepEqual(
    db
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => row['integrity_check']),
    ['ok'],
  )
  assert.deepEqual(db.prepare('PRAGMA foreign_key_check').all(), [])
  db.close()
  const store = openSqliteStore({ path })
  for (const report of reports) checkReport(store, projectId, report)
  await checkWholeness(store, projectId)
  await checkRetries(store, projectId, reports)
  await store.close()
}

function checkReport(store: SqliteStore, projectId: ProjectId, report: Report): void {
  const find = (id: string): ApiKey | undefined => store.keys.find(projectId, id as KeyId) as ApiKey | undefined
  if ('exists' in report && report.until === undefined) assert.ok(find(report.exists), 'an acknowledged key is there')
  if ('deleted' in report) assert.equal(find(report.deleted), undefined)
  if ('revoked' in report) {
    assert.ok(find(report.revoked)?.revocation, 'an acknowledged revocation holds')
    assert.ok(find(report.successor))
  }
}

/** Every key has its audit row and every audit row its key, the chain is whole and the counter exact. */
async function checkWholeness(store: SqliteStore, projectId: ProjectId): Promise<void> {
  const all = (origin: ApiKey['origin']) =>
    store.keys.list(projectId, { origin, conditions: [], after: undefined, limit: 1_000_000, now: atMs(0) })
  const existing = [...(await all('issued')), ...(await all('imported'))]
  const events = store.readAuditEvents(projectId)
  const targets = (...names: AuditEventName[]) =>
    new Set(events.filter(({ event }) => names.includes(event)).map(({ targetId }) => targetId))
  const recorded = targets('api_key.issued', 'api_key.imported').difference(targets('api_key.deleted'))
  assert.deepEqual(new Set<string>(existing.map(({ id }) => id)), recorded)
  const revoked = existing.filter(({ revocation }) => revocation !== undefined).map(({ id }) => id)
  assert.deepEqual(new Set<string>(revoked), targets('api_key.rotated'))
  assert.deepEqual(verifyAuditChain(events), { intact: true, last: store.findAuditHead(projectId) })
  const probe = await store.keys.insert(projectId, buildInsertion({ key: buildIssuedKey({ projectId }), keyQuota: 0 }))
  assert.equal(probe.outcome === 'quota_exceeded' && probe.used, existing.filter(countsTowardsKeyQuota).length)
}

/** A caller who saw no answer repeats the call: one key, whether it was there or not. */
async function checkRetries(store: SqliteStore, projectId: ProjectId, reports: readonly Report[]): Promise<void> {
  const random = new SeededRandom(`retries ${Date.now()}`)
  const tried = reports.flatMap((report) => ('tries' in report ? [report.tries] : []))
  assert.ok(tried.length >= 200)
  const retry = (requestId: string) => {
    const key = buildIssuedKey({ projectId, id: random.uuid() as KeyId })
    const audit = buildAuditEntry({ event: 'api_key.issued', targetId: key.id })
    return store.keys.insert(projectId, buildInsertion({ key, audit, idempotency: { requestId, parametersHash: 'same' } }))
  }
  for (const requestId of tried.slice(-400)) {
    const [first, second] = await Promise.all([retry(requestId), retry(requestId)])
    assert.ok('key' in first && 'key' in second)
    assert.deepEqual([second.outcome, second.key.id], ['replayed', first.key.id])
  }
}
