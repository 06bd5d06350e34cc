import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildAuditEntry, buildProjectId, buildUuid } from './builders.ts'
import { onInhabitedStore, settle } from './inhabited-store.ts'
import type { OpenStore } from './opened-store.ts'

/** What every `ChecklistStore` promises. `open` gives a fresh, empty store each time. */
export function describeChecklistStore(adapter: string, open: OpenStore): void {
  describe(`ChecklistStore on ${adapter}`, () => {
    it(
      'remembers for one person in one project, as often as it is told',
      onInhabitedStore(open, async (store) => {
        const { checklists, acme, globex } = store
        const [ada, bob] = [await settle(store, acme), await settle(store, acme)]
        const places = [ada, bob].flatMap(({ account }) =>
          [acme, globex].map(({ projectId }) => ({ accountId: account.id, projectId })),
        )
        const [first] = places
        assert.ok(first)
        const all = () => Promise.all(places.map(async (place) => checklists.isDismissed(place)))
        assert.deepEqual(await all(), [false, false, false, false])
        await Promise.all([checklists.setDismissed(first, true), checklists.setDismissed(first, true)])
        assert.deepEqual(await all(), [true, false, false, false])
        await checklists.setDismissed(first, false)
        await checklists.setDismissed(first, false)
        assert.deepEqual(await all(), [false, false, false, false])
      }),
    )

    it(
      'knows nobody and nothing that is not there',
      onInhabitedStore(open, async (store) => {
        const { checklists, acme } = store
        const { account } = await settle(store, acme)
        const strangers = [
          { accountId: buildUuid(), projectId: acme.projectId },
          { accountId: account.id, projectId: buildProjectId() },
        ]
        for (const place of strangers) {
          assert.equal(await checklists.isDismissed(place), false)
          for (const dismissed of [true, false])
            await assert.rejects(checklists.setDismissed(place, dismissed), { code: 'not_found' })
        }
      }),
    )

    it(
      'forgets with the project, and does not keep it from being removed',
      onInhabitedStore(open, async (store) => {
        const { checklists, projects, acme, globex } = store
        const { account } = await settle(store, globex)
        const [gone, kept] = [acme, globex].map(({ projectId }) => ({ accountId: account.id, projectId }))
        assert.ok(gone && kept)
        for (const place of [gone, kept]) await checklists.setDismissed(place, true)
        await projects.changeProject(acme.projectId, ({ project, secrets }) => ({
          project: { ...project, state: 'deleted' },
          secrets,
          audit: buildAuditEntry({ event: 'project.deleted', targetKind: 'project' }),
        }))
        await assert.rejects(checklists.setDismissed(gone, true), { code: 'not_found' })
        while (await projects.removeDeletedProject(acme.projectId, 5)) assert.equal(await checklists.isDismissed(gone), false)
        assert.deepEqual([await projects.listDeletedProjects(), await checklists.isDismissed(kept)], [[], true])
      }),
    )
  })
}
