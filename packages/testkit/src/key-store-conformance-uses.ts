import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildAuditEntry, buildImportedKey, buildInsertion, buildIssuedKey, buildIssuedKeyId } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects } from './opened-store.ts'

export function describeUses(open: OpenStore): void {
  describe('recordUses', () => {
    it(
      'keeps the later instant with its address, and nothing else changes',
      onTwoProjects(open, async (store) => {
        const { keys, acme: projectId } = store
        const [issued, imported] = [buildIssuedKey({ projectId }), buildImportedKey({ projectId })]
        for (const key of [issued, imported]) await keys.insert(projectId, buildInsertion({ key }))
        const before = [await store.readAuditEvents(projectId), await store.invalidations.readInvalidations(1)]
        await keys.recordUses([
          { projectId, id: issued.id, usedAt: atMs(10), ip: '2001:db8::1' },
          { projectId, id: imported.id, usedAt: atMs(7) },
          { projectId, id: buildIssuedKeyId(), usedAt: atMs(9) },
        ])
        await keys.recordUses([
          { projectId, id: issued.id, usedAt: atMs(9), ip: '10.0.0.1' },
          { projectId, id: imported.id, usedAt: atMs(8), ip: '10.0.0.1' },
        ])
        assert.deepEqual(await keys.find(projectId, issued.id), { ...issued, lastUsedAt: atMs(10), lastUsedIp: '2001:db8::1' })
        assert.deepEqual(await keys.find(projectId, imported.id), { ...imported, lastUsedAt: atMs(8), lastUsedIp: '10.0.0.1' })
        assert.deepEqual([await store.readAuditEvents(projectId), await store.invalidations.readInvalidations(1)], before)
      }),
    )

    it(
      'does not stand in the way of a change',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const key = buildIssuedKey({ projectId })
        await keys.insert(projectId, buildInsertion({ key }))
        await Promise.all([
          keys.recordUses([{ projectId, id: key.id, usedAt: atMs(1) }]),
          keys.change(projectId, key.id, (current) => ({ update: { ...current, version: 2 }, audit: [buildAuditEntry()] })),
          keys.recordUses([{ projectId, id: key.id, usedAt: atMs(2) }]),
        ])
        assert.deepEqual(await keys.find(projectId, key.id), { ...key, lastUsedAt: atMs(2), version: 2 })
      }),
    )

    it(
      'takes more uses at once than fit into one transaction',
      onTwoProjects(open, async ({ keys, acme: projectId }) => {
        const made = Array.from({ length: 600 }, () => buildIssuedKey({ projectId }))
        await keys.insertMany(
          projectId,
          made.map((key) => buildInsertion({ key })),
        )
        await keys.recordUses(made.map(({ id }) => ({ projectId, id, usedAt: atMs(3) })))
        await keys.recordUses([])
        const found = await keys.findMany(
          projectId,
          made.map(({ id }) => id),
        )
        assert.deepEqual(new Set([...found.values()].map(({ lastUsedAt }) => lastUsedAt)), new Set([atMs(3)]))
      }),
    )
  })
}
