import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import { buildAuditEntry, buildImportedKey, buildInsertion, buildIssuedKey } from './builders.ts'
import { type OpenStore, onTwoProjects } from './opened-store.ts'

export function describeAudit(open: OpenStore): void {
  describe('what a mutation leaves behind', () => {
    it(
      'is one unbroken audit chain per project',
      onTwoProjects(open, async ({ keys, acme, globex, readAuditEvents }) => {
        const insertions = [acme, globex, acme, globex, acme].map((projectId, index) =>
          buildInsertion({ key: buildIssuedKey({ projectId }), audit: buildAuditEntry({ targetId: `target ${index}` }) }),
        )
        await Promise.all(insertions.map((insertion) => keys.insert(insertion.key.projectId, insertion)))
        for (const projectId of [acme, globex]) {
          const events = await readAuditEvents(projectId)
          const expected = insertions.filter(({ key }) => key.projectId === projectId).map(({ audit }) => audit)
          // The first event is the project's own creation.
          assert.deepEqual(
            events.slice(1).map(({ id, targetId }) => [id, targetId]),
            expected.map(({ id, targetId }) => [id, targetId]),
          )
          assert.ok(events.every((event) => event.projectId === projectId))
          assert.equal(verifyAuditChain(events).intact, true)
        }
      }),
    )

    it(
      'says everything that the use case said',
      onTwoProjects(open, async ({ keys, acme, readAuditEvents }) => {
        const full = buildAuditEntry({
          before: { name: 'ø', deep: { list: [null, 'x', 1.5] } },
          ip: undefined,
          requestId: 'r\r\n',
        })
        const bare = buildAuditEntry({ before: undefined, after: undefined })
        const key = buildImportedKey({ projectId: acme })
        await keys.insert(acme, buildInsertion({ key, audit: full }))
        await keys.change(acme, key.id, () => ({ remove: true, audit: [bare, full] }))
        const said = (await readAuditEvents(acme)).slice(-3).map(({ projectId, sequence, previousHash, hash, ...entry }) => entry)
        assert.deepEqual(said, [full, bare, full])
      }),
    )

    it(
      'tells every process to forget the key that changed',
      onTwoProjects(open, async ({ keys, acme, invalidations }) => {
        const key = buildImportedKey({ projectId: acme })
        await keys.insert(acme, buildInsertion({ key }))
        const { position } = await invalidations.readInvalidations(0)
        await keys.change(acme, key.id, (current) => ({ update: { ...current, version: 2 }, audit: [buildAuditEntry()] }))
        await keys.change(acme, key.id, () => ({ remove: true, audit: [buildAuditEntry()] }))
        const news = await invalidations.readInvalidations(position)
        assert.deepEqual(news.invalidations, [
          { kind: 'api_key', projectId: acme, keyId: key.id, version: 2 },
          { kind: 'api_key', projectId: acme, keyId: key.id, version: Number.POSITIVE_INFINITY },
        ])
        assert.equal(news.gap, false)
        assert.deepEqual(await invalidations.readInvalidations(news.position), { ...news, invalidations: [] })
      }),
    )
  })
}
