import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DomainError } from '@latchkey/core/errors/domain-error'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { ProjectChange, ProjectRecord, ProjectReference, StoredProject } from '@latchkey/core/ports/project-store'
import {
  buildAuditEntry,
  buildProjectId,
  buildProjectRecord,
  buildSealedSecret,
  buildWorkspaceEntry,
  buildWorkspaceRecord,
} from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onEmptyStore } from './opened-store.ts'
import { describeProjectDeletion, describeProjectRemoval } from './project-store-conformance-deletion.ts'
import { describeHistory, describeLiveKeys } from './project-store-conformance-history.ts'
import { describeProjectQuota } from './project-store-conformance-quota.ts'
import { describeWorkspaces } from './project-store-conformance-workspaces.ts'
import { createStoredProject } from './stored-project.ts'

const created = buildAuditEntry({ event: 'project.created', targetKind: 'project' })
const updated = buildAuditEntry({ event: 'project.updated', targetKind: 'project' })

const rename =
  (name: string) =>
  ({ project, secrets }: StoredProject): ProjectChange => ({ project: { ...project, name }, secrets, audit: updated })

/** What every `ProjectStore` promises. `open` gives a fresh, empty store each time. */
export function describeProjectStore(adapter: string, open: OpenStore): void {
  describe(`ProjectStore on ${adapter}`, () => {
    describeReading(open)
    describeCreating(open)
    describeChanging(open)
    describeChangeConflicts(open)
    describeWorkspaces(open)
    describeProjectQuota(open)
    describeHistory(open)
    describeLiveKeys(open)
    describeProjectDeletion(open)
    describeProjectRemoval(open)
  })
}

function describeReading(open: OpenStore): void {
  it(
    'is empty at first',
    onEmptyStore(open, async ({ projects }) => {
      assert.equal(await projects.findDefaultProject(), undefined)
      assert.deepEqual([await projects.listProjects(), await projects.listWorkspaces()], [[], []])
      assert.equal(await projects.findProject({ id: buildProjectId() }), undefined)
    }),
  )

  it(
    'finds a project by its id, its slug and each of its hosts',
    onEmptyStore(open, async (store) => {
      const config = { credentials: { issuer: 'https://keys.example' }, list: [1, { deep: null }] }
      const stored = await createStoredProject(store, {
        slug: 'acme',
        hosts: ['keys.example', 'api.example'],
        config,
        revision: 3,
      })
      await createStoredProject(store)
      const references: readonly ProjectReference[] = [
        { id: stored.project.id },
        { slug: 'acme' },
        { host: 'keys.example' },
        { host: 'api.example' },
      ]
      for (const reference of references) assert.deepEqual(await store.projects.findProject(reference), stored)
      for (const text of ['', '%', 'acme ', 'ACME', `' OR 1=1 --`, 'acme\0', 'acme\ud800']) {
        assert.equal(await store.projects.findWorkspace(text), undefined)
        for (const reference of [{ id: text }, { slug: text }, { host: text }]) {
          assert.equal(await store.projects.findProject(reference), undefined)
        }
      }
    }),
  )

  it(
    'takes the oldest project for the default, whatever the clock said since',
    onEmptyStore(open, async (store) => {
      const first = await createStoredProject(store, { createdAt: atMs(10) })
      const second = await createStoredProject(store, { createdAt: atMs(0) })
      assert.deepEqual(await store.projects.findDefaultProject(), first)
      assert.deepEqual(await store.projects.listProjects(), [first.project, second.project])
      assert.deepEqual(await store.projects.listWorkspaces(), [first.workspace, second.workspace])
    }),
  )
}

function describeCreating(open: OpenStore): void {
  it(
    'refuses a taken id, slug or host, and an unknown workspace, and writes nothing',
    onEmptyStore(open, async (store) => {
      const { project, workspace } = await createStoredProject(store, { hosts: ['keys.example'] })
      const fresh = (overrides: Partial<ProjectRecord>) => buildProjectRecord({ workspaceId: workspace.id, ...overrides })
      const refused = [
        [fresh({ id: project.id }), 'conflict'],
        [fresh({ slug: project.slug }), 'conflict'],
        [fresh({ hosts: ['new.example', 'keys.example'] }), 'conflict'],
        [buildProjectRecord(), 'not_found'],
      ] as const
      const before = [await store.projects.listProjects(), await store.readAuditEvents(project.id)]
      for (const [wanted, code] of refused) await assert.rejects(store.projects.createProject(wanted, [], created), { code })
      assert.deepEqual([await store.projects.listProjects(), await store.readAuditEvents(project.id)], before)
      assert.equal(await store.projects.findProject({ host: 'new.example' }), undefined)
      await assert.rejects(store.projects.createWorkspace(workspace, buildWorkspaceEntry()), { code: 'conflict' })
    }),
  )

  it(
    'gives a slug to one of two who want it at once',
    onEmptyStore(open, async (store) => {
      const workspace = buildWorkspaceRecord()
      await store.projects.createWorkspace(workspace, buildWorkspaceEntry())
      const wanted = Array.from({ length: 20 }, () => buildProjectRecord({ workspaceId: workspace.id, slug: 'wanted' }))
      const settled = await Promise.allSettled(wanted.map((project) => store.projects.createProject(project, [], created)))
      assert.equal(settled.filter(({ status }) => status === 'fulfilled').length, 1)
      assert.equal((await store.projects.listProjects()).length, 1)
    }),
  )
}

function describeChanging(open: OpenStore): void {
  it(
    'changes the record, its hosts and its secrets together',
    onEmptyStore(open, async (store) => {
      const { project, secrets, workspace } = await createStoredProject(store, {
        slug: 'before',
        hosts: ['a.example', 'b.example'],
      })
      const [current, retired] = secrets
      assert.ok(current && retired)
      const change: ProjectChange = {
        project: {
          ...project,
          slug: 'after',
          name: 'After',
          environment: 'prod',
          state: 'suspended',
          apiKeysEnabled: false,
          hosts: ['c.example', 'b.example'],
          config: { cache: { enabled: true } },
          revision: 2,
          sealedDataKey: 'resealed',
          updatedAt: atMs(9),
        },
        secrets: [buildSealedSecret({ projectId: project.id }), { ...current, state: 'retired', expiresAt: atMs(99) }],
        audit: updated,
      }
      assert.equal(await store.projects.changeProject(project.id, () => change), change)
      const after = { project: change.project, secrets: change.secrets, workspace }
      for (const reference of [{ id: project.id }, { slug: 'after' }, { host: 'b.example' }, { host: 'c.example' }]) {
        assert.deepEqual(await store.projects.findProject(reference), after)
      }
      for (const gone of [{ slug: 'before' }, { host: 'a.example' }])
        assert.equal(await store.projects.findProject(gone), undefined)
    }),
  )

  it(
    'lets racing changes happen one after another',
    onEmptyStore(open, async (store) => {
      const { project } = await createStoredProject(store, { config: { count: 0 } })
      const count = ({ project: current, secrets }: StoredProject): ProjectChange => {
        const config = { count: Number(current.config['count']) + 1 }
        return { project: { ...current, config, revision: current.revision + 1 }, secrets, audit: updated }
      }
      await Promise.all(Array.from({ length: 30 }, () => store.projects.changeProject(project.id, count)))
      const stored = await store.projects.findProject({ id: project.id })
      assert.deepEqual([stored?.project.config, stored?.project.revision], [{ count: 30 }, 31])
    }),
  )

  it(
    'leaves an unbroken audit chain and tells every process',
    onEmptyStore(open, async (store) => {
      const { position } = await store.invalidations.readInvalidations(0)
      const { project } = await createStoredProject(store)
      await store.projects.changeProject(project.id, rename('renamed'))
      const events = await store.readAuditEvents(project.id)
      assert.deepEqual(
        events.map(({ event }) => event),
        ['project.created', 'project.updated'],
      )
      assert.equal(verifyAuditChain(events).intact, true)
      const { invalidations } = await store.invalidations.readInvalidations(position)
      assert.deepEqual(invalidations.at(-1), { kind: 'project', projectId: project.id })
    }),
  )

  it(
    'touches no other project, and resolves to undefined for an unknown one',
    onEmptyStore(open, async (store) => {
      const { project } = await createStoredProject(store)
      const other = await createStoredProject(store)
      await store.projects.changeProject(project.id, rename('renamed'))
      assert.deepEqual(await store.projects.findProject({ id: other.project.id }), other)
      assert.equal(await store.projects.changeProject(buildProjectId(), () => assert.fail('no such project')), undefined)
    }),
  )
}

function describeChangeConflicts(open: OpenStore): void {
  it(
    'refuses a change to a taken slug or host, and what is thrown, and writes nothing',
    onEmptyStore(open, async (store) => {
      const taken = await createStoredProject(store, { slug: 'taken', hosts: ['taken.example'] })
      const stored = await createStoredProject(store, { hosts: ['mine.example'] })
      const { id } = stored.project
      const to =
        (overrides: Partial<ProjectRecord>) =>
        ({ project, secrets }: StoredProject) => ({
          project: { ...project, name: 'not written', ...overrides },
          secrets: secrets.slice(1),
          audit: updated,
        })
      const refused: readonly ((current: StoredProject) => ProjectChange)[] = [
        to({ slug: 'taken' }),
        to({ hosts: ['mine.example', 'taken.example'] }),
        () => {
          throw new DomainError('conflict')
        },
      ]
      const before = await store.readAuditEvents(id)
      for (const decide of refused) await assert.rejects(store.projects.changeProject(id, decide), { code: 'conflict' })
      await assert.rejects(store.projects.changeProject(id, to({ workspaceId: 'unknown' })), { code: 'not_found' })
      assert.deepEqual(await store.projects.findProject({ id }), stored)
      assert.deepEqual(await store.projects.findProject({ slug: 'taken' }), taken)
      assert.deepEqual(await store.readAuditEvents(id), before)
    }),
  )

  const bugs: readonly (readonly [string, Partial<ProjectRecord>])[] = [
    ['changes the id', { id: 'another' as ProjectId }],
    ['changes the configuration without a new revision', { config: { changed: true } }],
    ['skips a revision', { config: { changed: true }, revision: 3 }],
  ]
  for (const [name, bug] of bugs) {
    it(
      `rejects a decision that ${name}`,
      onEmptyStore(open, async (store) => {
        const stored = await createStoredProject(store)
        const decide = ({ project, secrets }: StoredProject) => ({ project: { ...project, ...bug }, secrets, audit: updated })
        await assert.rejects(store.projects.changeProject(stored.project.id, decide))
        assert.deepEqual(await store.projects.findProject({ id: stored.project.id }), stored)
      }),
    )
  }
}
