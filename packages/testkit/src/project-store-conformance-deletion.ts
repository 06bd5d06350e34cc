import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { StoredProject } from '@latchkey/core/ports/project-store'
import { buildAccount, buildInvitation, buildMembership } from './account-builders.ts'
import {
  buildAccessKey,
  buildAuditEntry,
  buildImportedKey,
  buildImpossibleEntry,
  buildInsertion,
  buildIssuedKey,
  buildProjectId,
  buildProjectRecord,
} from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenedStore, type OpenStore, onEmptyStore } from './opened-store.ts'
import { createStoredProject } from './stored-project.ts'

const deleted = buildAuditEntry({ event: 'project.deleted', targetKind: 'project' })
const created = buildAuditEntry({ event: 'project.created', targetKind: 'project' })
const everything = { conditions: [], after: undefined, limit: 1_000, now: atMs(0) } as const

/** A project with something of everything in it. */
async function createFullProject(store: OpenedStore) {
  const stored = await createStoredProject(store)
  const { id, workspaceId } = stored.project
  await store.projects.changeProject(id, ({ project, secrets }) => ({
    project: { ...project, hosts: [`${project.slug}.example`], revision: 2, config: { changed: true } },
    secrets,
    audit: buildAuditEntry(),
  }))
  const keys = [
    ...Array.from({ length: 12 }, () => buildIssuedKey({ projectId: id })),
    ...Array.from({ length: 8 }, () => buildImportedKey({ projectId: id })),
  ]
  for (const [index, key] of keys.entries()) {
    const idempotency = { requestId: `request ${index}`, parametersHash: 'same' }
    await store.keys.insert(id, buildInsertion({ key, idempotency }))
  }
  const accessKey = buildAccessKey({ ownerId: id })
  await store.accessKeys.createAccessKey(accessKey, buildAuditEntry())
  const account = buildAccount()
  const membership = buildMembership({ accountId: account.id, workspaceId, projectId: id, role: 'viewer' })
  await store.accounts.createAccount({ account, memberships: [membership] }, { chainId: workspaceId, entry: buildAuditEntry() })
  const invitation = buildInvitation({ workspaceId, projectId: id })
  await store.accounts.createInvitation(invitation, buildAuditEntry())
  return { ...stored, id, workspaceId, slug: stored.project.slug, keys, accessKey, account, membership, invitation }
}
type FullProject = Awaited<ReturnType<typeof createFullProject>>

const deleteProject = ({ projects }: OpenedStore, id: ProjectId, audit = deleted) =>
  projects.changeProject(id, ({ project, secrets }: StoredProject) => ({
    project: { ...project, state: 'deleted', updatedAt: atMs(9) },
    secrets,
    audit,
  }))

/** All that can be asked about a project. */
const askAll = async (store: OpenedStore, { id, workspaceId, slug, accessKey, invitation, keys }: FullProject) => ({
  byName: await Promise.all([{ id }, { slug }, { host: `${slug}.example` }].map((each) => store.projects.findProject(each))),
  listed: (await store.projects.listProjects(workspaceId)).length,
  revisions: await store.projects.listRevisions(id, 10),
  live: await store.projects.countLiveKeys(id),
  issued: await store.keys.list(id, { origin: 'issued', ...everything }),
  imported: await store.keys.list(id, { origin: 'imported', ...everything }),
  some: (
    await store.keys.findMany(
      id,
      keys.map((key) => key.id),
    )
  ).size,
  accessKey: await store.accessKeys.findByHash(accessKey.hash),
  accessKeys: await store.accessKeys.listAccessKeys('project', id),
  members: await store.accounts.listMembers(workspaceId),
  invitation: await store.accounts.findInvitation(invitation.hash),
})
const nothing = {
  byName: [undefined, undefined, undefined],
  listed: 0,
  revisions: [],
  live: [],
  issued: [],
  imported: [],
  some: 0,
  accessKey: undefined,
  accessKeys: [],
  members: [],
  invitation: undefined,
}

export function describeProjectDeletion(open: OpenStore): void {
  describe('a deleted project', () => {
    describeDeletion(open)
    describeClosedProject(open)
  })
}

function describeDeletion(open: OpenStore): void {
  it(
    'is invisible at once, and every process is told of it and of its credentials',
    onEmptyStore(open, async (store) => {
      const full = await createFullProject(store)
      const other = await createFullProject(store)
      const others = await askAll(store, other)
      const { position } = await store.invalidations.readInvalidations(0)
      assert.equal((await deleteProject(store, full.id))?.project.state, 'deleted')
      assert.deepEqual(await askAll(store, full), nothing)
      const { invalidations } = await store.invalidations.readInvalidations(position)
      assert.deepEqual(invalidations, [
        { kind: 'access_key', hash: full.accessKey.hash },
        { kind: 'project', projectId: full.id },
      ])
      const [left, ...more] = await store.projects.listDeletedProjects()
      assert.deepEqual([left?.id, left?.state, left?.hosts, more], [full.id, 'deleted', [], []])
      assert.deepEqual((await store.projects.findDefaultProject())?.project.id, other.id)
      assert.deepEqual(await askAll(store, other), others)
      // A second deletion has nothing to delete.
      assert.equal(await deleteProject(store, full.id), undefined)
    }),
  )

  it(
    'says so in the chain of its workspace, and not at all when that cannot be written',
    onEmptyStore(open, async (store) => {
      const full = await createFullProject(store)
      const [before, chain] = [await askAll(store, full), await store.readAuditEvents(full.workspaceId)]
      const own = await store.readAuditEvents(full.id)
      await assert.rejects(deleteProject(store, full.id, buildImpossibleEntry()))
      assert.deepEqual(await askAll(store, full), before)
      await deleteProject(store, full.id)
      const after = await store.readAuditEvents(full.workspaceId)
      assert.deepEqual(
        after.slice(chain.length).map(({ event }) => event),
        ['project.deleted'],
      )
      assert.equal(verifyAuditChain(after).intact, true)
      assert.deepEqual(await store.readAuditEvents(full.id), own)
    }),
  )
}

function describeClosedProject(open: OpenStore): void {
  it(
    'is for its keys a project that does not exist',
    onEmptyStore(open, async (store) => {
      const { id, keys, accessKey } = await createFullProject(store)
      await deleteProject(store, id)
      const [known] = keys
      assert.ok(known)
      const gone = { code: 'not_found' }
      assert.equal(await store.keys.find(id, known.id), undefined)
      assert.equal(await store.keys.change(id, known.id, () => assert.fail('no such key')), undefined)
      await store.keys.recordUses([{ projectId: id, id: known.id, usedAt: atMs(0) }])
      const insertions = [
        buildInsertion({ key: buildIssuedKey({ projectId: id }) }),
        buildInsertion({ key: known, idempotency: { requestId: 'request 0', parametersHash: 'same' } }),
      ]
      for (const insertion of insertions) await assert.rejects(store.keys.insert(id, insertion), gone)
      await assert.rejects(store.keys.insertMany(id, insertions), gone)
      for (const key of [accessKey, buildAccessKey({ ownerId: id })])
        await assert.rejects(store.accessKeys.createAccessKey(key, buildAuditEntry()), gone)
    }),
  )

  it(
    'lets nobody in any more',
    onEmptyStore(open, async (store) => {
      const { id, workspaceId, membership, invitation } = await createFullProject(store)
      await deleteProject(store, id)
      const gone = { code: 'not_found' }
      const [account, entry] = [buildAccount(), buildAuditEntry()]
      const place = { accountId: account.id, workspaceId, projectId: id }
      const wanted = { account, memberships: [buildMembership(place)] }
      assert.equal(await store.accounts.changeMembership(membership, 'owner', entry), undefined)
      await assert.rejects(store.accounts.createInvitation(buildInvitation({ workspaceId, projectId: id }), entry), gone)
      await assert.rejects(store.accounts.acceptInvitation(invitation.id, membership, entry), gone)
      await assert.rejects(store.accounts.createAccount(wanted, { chainId: workspaceId, entry }), gone)
      assert.deepEqual(await store.accounts.listInvitations(workspaceId), [])
    }),
  )

  it(
    'keeps its slug and its id until it is removed, and gives its hosts back at once',
    onEmptyStore(open, async (store) => {
      const { id, slug, workspaceId } = await createFullProject(store)
      await deleteProject(store, id)
      const fresh = { workspaceId, hosts: [`${slug}.example`] }
      const create = (overrides: { slug?: string; id?: ProjectId }) =>
        store.projects.createProject(buildProjectRecord({ ...fresh, ...overrides }), [], created)
      await assert.rejects(create({ slug }), { code: 'conflict', metadata: { field: 'slug' } })
      await assert.rejects(create({ id }), { code: 'conflict' })
      while (await store.projects.removeDeletedProject(id, 1_000)) assert.ok(true)
      await create({ slug, id })
      const stored = await store.projects.findProject({ host: `${slug}.example` })
      assert.deepEqual([stored?.project.id, stored?.secrets], [id, []])
      const key = buildIssuedKey({ projectId: id })
      assert.equal((await store.keys.insert(id, buildInsertion({ key, keyQuota: 1 }))).outcome, 'inserted')
      await store.accessKeys.createAccessKey(buildAccessKey({ ownerId: id }), buildAuditEntry())
    }),
  )

  it(
    'takes nothing along that is written in the same moment',
    onEmptyStore(open, async (store) => {
      const { id, workspaceId } = await createFullProject(store)
      const other = await createFullProject(store)
      const keys = Array.from({ length: 6 }, () => buildIssuedKey({ projectId: id }))
      const insert = (key: (typeof keys)[number]) => store.keys.insert(id, buildInsertion({ key }))
      const settled = await Promise.allSettled([
        ...keys.slice(0, 3).map(insert),
        deleteProject(store, id),
        ...keys.slice(3).map(insert),
        store.projects.removeDeletedProject(id, 200),
        store.keys.insert(other.id, buildInsertion({ key: buildIssuedKey({ projectId: other.id }) })),
      ])
      assert.deepEqual(
        settled.map(({ status }) => status[0]),
        [...'ffffrrrff'],
      )
      assert.deepEqual([await store.readAuditEvents(id), await store.projects.listDeletedProjects()], [[], []])
      assert.equal(verifyAuditChain(await store.readAuditEvents(workspaceId)).intact, true)
      assert.deepEqual(await store.projects.countLiveKeys(other.id), [{ prefix: 'ory_ak', hmacSecretId: 'hmac-1', live: 13 }])
      // A project that takes its place begins a chain of its own.
      await store.projects.createProject(buildProjectRecord({ id, workspaceId }), [], created)
      assert.deepEqual(
        (await store.readAuditEvents(id)).map(({ sequence }) => sequence),
        [1],
      )
    }),
  )

  it(
    'that was not deleted after all has counted what was written in the same moment',
    onEmptyStore(open, async (store) => {
      const { id } = await createFullProject(store)
      const insert = () => store.keys.insert(id, buildInsertion({ key: buildIssuedKey({ projectId: id }) }))
      const settled = await Promise.allSettled([insert(), deleteProject(store, id, buildImpossibleEntry()), insert()])
      assert.deepEqual(
        settled.map(({ status }) => status[0]),
        [...'frf'],
      )
      assert.deepEqual(await store.projects.countLiveKeys(id), [{ prefix: 'ory_ak', hmacSecretId: 'hmac-1', live: 14 }])
      const full = await store.keys.insert(id, buildInsertion({ key: buildIssuedKey({ projectId: id }), keyQuota: 22 }))
      assert.deepEqual(full, { outcome: 'quota_exceeded', limit: 22, used: 22 })
    }),
  )
}

export function describeProjectRemoval(open: OpenStore): void {
  describe('the removal of a deleted project', () => {
    it(
      'takes away a few rows at a time until nothing is left, and nothing of another project',
      onEmptyStore(open, async (store) => {
        const [full, other] = [await createFullProject(store), await createFullProject(store)]
        const others = [await askAll(store, other), await store.readAuditEvents(other.id)]
        await deleteProject(store, full.id)
        const chain = await store.readAuditEvents(full.workspaceId)
        let batches = 1
        while (await store.projects.removeDeletedProject(full.id, 7)) {
          batches += 1
          assert.equal((await store.projects.listDeletedProjects())[0]?.id, full.id)
          assert.deepEqual(await askAll(store, full), nothing)
        }
        // 20 keys, 20 request ids and 22 audit events at least.
        assert.ok(batches > 6 && batches < 40)
        assert.deepEqual([await store.projects.listDeletedProjects(), await store.readAuditEvents(full.id)], [[], []])
        assert.equal(await store.projects.removeDeletedProject(full.id, 7), false)
        assert.deepEqual(await store.readAuditEvents(full.workspaceId), chain)
        assert.deepEqual([await askAll(store, other), await store.readAuditEvents(other.id)], others)
        assert.notEqual(await store.accounts.findAccount({ id: full.account.id }), undefined)
      }),
    )

    it(
      'goes on with one row at a time, called by two at once',
      onEmptyStore(open, async (store) => {
        const { id } = await createFullProject(store)
        await deleteProject(store, id)
        const removeAll = async (): Promise<void> => {
          while (await store.projects.removeDeletedProject(id, 1)) assert.ok(true)
        }
        await Promise.all([removeAll(), removeAll()])
        assert.deepEqual([await store.projects.listDeletedProjects(), await store.readAuditEvents(id)], [[], []])
      }),
    )

    it(
      'refuses a project that is not deleted, and has nothing to do for an unknown one',
      onEmptyStore(open, async (store) => {
        const full = await createFullProject(store)
        const before = await askAll(store, full)
        await assert.rejects(store.projects.removeDeletedProject(full.id, 100), { code: 'failed_precondition' })
        assert.deepEqual(await askAll(store, full), before)
        assert.equal(await store.projects.removeDeletedProject(buildProjectId(), 100), false)
      }),
    )
  })
}
