import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildAuditEntry, buildImportedKey, buildInsertion, buildIssuedKey } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects, type TwoProjects } from './opened-store.ts'

const everything = { conditions: [], after: undefined, limit: 100, now: atMs(0) } as const

/** All that can be read of a project, to see that it did not move. */
const snapshot = async ({ keys, projects, accessKeys, readAuditEvents }: TwoProjects, projectId: TwoProjects['acme']) => ({
  issued: await keys.list(projectId, { origin: 'issued', ...everything }),
  imported: await keys.list(projectId, { origin: 'imported', ...everything }),
  audit: await readAuditEvents(projectId),
  project: await projects.findProject({ id: projectId }),
  accessKeys: await accessKeys.listAccessKeys('project', projectId),
})

export function describeIsolation(open: OpenStore): void {
  describe('another project', () => {
    it(
      'neither sees nor touches a key by its id',
      onTwoProjects(open, async (store) => {
        const { keys, acme, globex } = store
        for (const key of [buildIssuedKey({ projectId: acme }), buildImportedKey({ projectId: acme })]) {
          await keys.insert(acme, buildInsertion({ key }))
          const before = await snapshot(store, acme)
          assert.equal(await keys.find(globex, key.id), undefined)
          assert.equal((await keys.findMany(globex, [key.id])).size, 0)
          assert.equal(await keys.change(globex, key.id, () => assert.fail('a key of another project')), undefined)
          await keys.recordUses([{ projectId: globex, id: key.id, usedAt: atMs(1) }])
          assert.deepEqual(await keys.list(globex, { origin: key.origin, ...everything }), [])
          const cursor = { createdAt: atMs(1), id: key.id }
          assert.deepEqual(await keys.list(globex, { origin: key.origin, ...everything, after: cursor }), [])
          const byActor = [{ field: 'actor_id', equals: key.actorId }] as const
          assert.deepEqual(await keys.list(globex, { origin: key.origin, ...everything, conditions: byActor }), [])
          assert.deepEqual(await snapshot(store, acme), before)
        }
      }),
    )

    it(
      'may have a key with the same id, which lives a life of its own',
      onTwoProjects(open, async (store) => {
        const { keys, acme, globex } = store
        const ours = buildImportedKey({ projectId: acme, name: 'ours' })
        const theirs = { ...ours, projectId: globex, name: 'theirs' }
        await keys.insert(acme, buildInsertion({ key: ours }))
        const before = await snapshot(store, acme)
        assert.equal((await keys.insert(globex, buildInsertion({ key: theirs }))).outcome, 'inserted')
        await keys.recordUses([{ projectId: globex, id: theirs.id, usedAt: atMs(1) }])
        const renamed = { ...theirs, name: 'renamed', version: 2 }
        await keys.change(globex, theirs.id, () => ({ update: renamed, audit: [buildAuditEntry()] }))
        assert.deepEqual(await keys.find(globex, theirs.id), renamed)
        await keys.change(globex, theirs.id, () => ({ remove: true, audit: [buildAuditEntry()] }))
        assert.deepEqual(await snapshot(store, acme), before)
      }),
    )
  })
}
