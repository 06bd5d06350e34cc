import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { AuditCaller } from '@latchkey/core/events/audit-event'
import type { ApiKey, IssuedKey, ProjectId } from '@latchkey/core/key/api-key'
import type { StoredProject } from '@latchkey/core/ports/project-store'
import { buildAuditEntry, buildImportedKey, buildInsertion, buildIssuedKey, buildProjectId } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenedStore, type OpenStore, onEmptyStore, onTwoProjects, type TwoProjects } from './opened-store.ts'
import { createStoredProject } from './stored-project.ts'

export function describeHistory(open: OpenStore): void {
  it(
    'remembers each revision with its settings, its author and its time, newest first',
    onEmptyStore(open, async (store) => {
      const { project } = await createStoredProject(store, { config: { first: true }, updatedAt: atMs(1) })
      const other = await createStoredProject(store, { config: { theirs: true } })
      const author = { kind: 'account', id: 'account-1', name: 'Ada' } as const
      await revise(store, project.id, author)
      // A suspension, for one, is no change of the settings.
      await store.projects.changeProject(project.id, ({ project: current, secrets }) => ({
        project: { ...current, state: 'suspended' },
        secrets,
        audit: buildAuditEntry(),
      }))
      const revisions = await store.projects.listRevisions(project.id, 10)
      assert.deepEqual(revisions, [
        { revision: 2, config: { revised: 2 }, author, createdAt: atMs(2) },
        { revision: 1, config: { first: true }, author: buildAuditEntry().caller, createdAt: atMs(1) },
      ])
      assert.deepEqual(await store.projects.listRevisions(project.id, 1), revisions.slice(0, 1))
      assert.deepEqual(await store.projects.listRevisions(buildProjectId(), 10), [])
      assert.equal((await store.projects.listRevisions(other.project.id, 10)).length, 1)
    }),
  )
}

const revise = ({ projects }: OpenedStore, id: ProjectId, caller: AuditCaller) =>
  projects.changeProject(id, ({ project, secrets }: StoredProject) => {
    const revision = project.revision + 1
    return {
      project: { ...project, revision, config: { revised: revision }, updatedAt: atMs(revision) },
      secrets,
      audit: buildAuditEntry({ event: 'project.updated', caller }),
    }
  })

/** What a store must have counted, from the keys themselves. */
async function checkCounts({ keys, projects }: OpenedStore, projectId: ProjectId): Promise<void> {
  const everything = { conditions: [], after: undefined, limit: 10_000, now: atMs(0) } as const
  const issued = await keys.list(projectId, { origin: 'issued', ...everything })
  const groups = new Map<string, number>()
  for (const key of issued) {
    if (key.origin !== 'issued' || key.revocation !== undefined) continue
    const name = `${key.prefix} ${key.hmacSecretId}`
    groups.set(name, (groups.get(name) ?? 0) + 1)
  }
  const counted = await projects.countLiveKeys(projectId)
  const expected = [...groups].sort(([one], [other]) => (one < other ? -1 : 1))
  assert.deepEqual(
    counted.map(({ prefix, hmacSecretId, live }) => [`${prefix} ${hmacSecretId}`, live]),
    expected,
  )
}

const audit = [buildAuditEntry()]
const revocation = { at: atMs(60_000), reason: 'superseded', description: undefined } as const
const revoked = (key: ApiKey) => ({ update: { ...key, revocation, version: key.version + 1 }, audit })

export function describeLiveKeys(open: OpenStore): void {
  it(
    'counts live keys by prefix and secret through whatever happens to them',
    onTwoProjects(open, async (store) => {
      const { keys, projects, acme, globex } = store
      assert.deepEqual(await projects.countLiveKeys(acme), [])
      const [first, second, third] = await issueThree(store)
      await checkCounts(store, acme)
      assert.deepEqual(await projects.countLiveKeys(globex), [{ prefix: 'a', hmacSecretId: 'h1', live: 1 }])
      const steps: readonly (() => Promise<unknown>)[] = [
        // A rotation to another secret, at once and with a grace period in which the old one counts no longer.
        () => keys.change(acme, first.id, (key) => ({ ...revoked(key), insert: issuedBy(acme, 'a', 'h2') })),
        () => keys.change(acme, second.id, (key) => ({ ...revoked(key), insert: issuedBy(acme, 'a', 'h1') })),
        () => keys.change(acme, third.id, (key) => ({ update: { ...key, name: 'x', version: key.version + 1 }, audit })),
        () => keys.change(acme, third.id, revoked),
        () => keys.insert(acme, buildInsertion({ key: buildImportedKey({ projectId: acme }) })),
        () => keys.insert(acme, buildInsertion({ key: issuedBy(acme, 'a', 'h1'), keyQuota: 0 })),
        () => keys.insert(acme, buildInsertion({ key: third })),
      ]
      for (const step of steps) {
        await step()
        await checkCounts(store, acme)
      }
      assert.deepEqual(await projects.countLiveKeys(globex), [{ prefix: 'a', hmacSecretId: 'h1', live: 1 }])
      assert.deepEqual(await projects.countLiveKeys(buildProjectId()), [])
    }),
  )

  it(
    'counts exactly when keys come and go at once, and some of them fail',
    onTwoProjects(open, async (store) => {
      const { keys, acme } = store
      const made = Array.from({ length: 40 }, (_, index) => issuedBy(acme, index % 2 === 0 ? 'a' : 'b', `h${index % 3}`))
      await Promise.all(made.map((key) => keys.insert(acme, buildInsertion({ key, keyQuota: 30 }))))
      await checkCounts(store, acme)
      await Promise.allSettled([
        ...made.slice(0, 12).map((key) => keys.change(acme, key.id, revoked)),
        ...made.slice(12, 18).map((key) => keys.change(acme, key.id, (current) => ({ ...revoked(current), insert: current }))),
        ...made.slice(0, 5).map(({ prefix }) => keys.insert(acme, buildInsertion({ key: issuedBy(acme, prefix, 'h9') }))),
      ])
      await checkCounts(store, acme)
    }),
  )
}

const issuedBy = (projectId: ProjectId, prefix: string, hmacSecretId: string): IssuedKey =>
  buildIssuedKey({ projectId, prefix, hmacSecretId })

/** Three keys of two groups, and one of the same kind in the other project. */
async function issueThree({ keys, acme, globex }: TwoProjects): Promise<readonly [IssuedKey, IssuedKey, IssuedKey]> {
  const three = [issuedBy(acme, 'a', 'h1'), issuedBy(acme, 'a', 'h1'), issuedBy(acme, 'b', 'h1')] as const
  for (const key of [...three, issuedBy(globex, 'a', 'h1')]) await keys.insert(key.projectId, buildInsertion({ key }))
  return three
}
