import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Instant } from '@latchkey/core/ports/clock'
import { buildAuditEntry, buildInsertion, buildIssuedKey } from '@latchkey/testkit/builders'
import { atMs } from '@latchkey/testkit/fake-clock'
import { onTemporaryDatabase, type TemporaryDatabase } from '@latchkey/testkit/sqlite/temporary-database'

/** Inserts a key and changes it at each of the instants: one invalidation per instant. */
async function changeKeyAt({ store, projectId }: TemporaryDatabase, instants: readonly Instant[]): Promise<void> {
  const key = buildIssuedKey({ projectId })
  await store.keys.insert(projectId, buildInsertion({ key }))
  for (const at of instants) {
    await store.keys.change(projectId, key.id, (current) => ({
      update: { ...current, version: current.version + 1 },
      audit: [buildAuditEntry({ at })],
    }))
  }
}

const versions = (news: { readonly invalidations: readonly object[] }): readonly unknown[] =>
  news.invalidations.map((each) => ('version' in each ? each.version : undefined))

describe('the outbox', () => {
  it(
    'has news when another connection committed, once, and never for its own commits',
    onTemporaryDatabase(async (database) => {
      const { store, openAnother } = database
      const other = openAnother()
      assert.equal(other.invalidations.hasNews(), false)
      await changeKeyAt(database, [atMs(0)])
      assert.equal(store.invalidations.hasNews(), false)
      assert.equal(other.invalidations.hasNews(), true)
      assert.equal(other.invalidations.hasNews(), false)
    }),
  )

  it(
    'is read from a position on by any process',
    onTemporaryDatabase(async (database) => {
      const other = database.openAnother()
      const start = await other.invalidations.readInvalidations(0)
      assert.deepEqual([start.invalidations, start.gap], [[], false])
      await changeKeyAt(database, [atMs(0), atMs(1)])
      const news = await other.invalidations.readInvalidations(start.position)
      assert.deepEqual([versions(news), news.gap], [[2, 3], false])
      await changeKeyAt(database, [atMs(2)])
      const later = await other.invalidations.readInvalidations(news.position)
      assert.deepEqual([versions(later), later.position], [[2], news.position + 1])
    }),
  )

  it(
    'tells a reader whose entries were pruned of the gap, and only that one',
    onTemporaryDatabase(async (database) => {
      const { store } = database
      const { position } = await store.invalidations.readInvalidations(0)
      await changeKeyAt(database, [atMs(0), atMs(1), atMs(2)])
      await store.pruneOutbox(atMs(2), 100)
      assert.equal((await store.invalidations.readInvalidations(position)).gap, true)
      assert.equal((await store.invalidations.readInvalidations(position + 1)).gap, true)
      const whole = await store.invalidations.readInvalidations(position + 2)
      assert.deepEqual([versions(whole), whole.gap], [[4], false])
    }),
  )

  it(
    'goes on counting when everything old was pruned, also after a restart',
    onTemporaryDatabase(async (database) => {
      await changeKeyAt(database, [atMs(0), atMs(1)])
      const { position } = await database.store.invalidations.readInvalidations(0)
      await database.store.pruneOutbox(atMs(60_000), 100)
      await database.store.close()
      const { invalidations } = database.openAnother()
      assert.deepEqual(await invalidations.readInvalidations(0), { invalidations: [], position, gap: false })
      assert.deepEqual(await invalidations.readInvalidations(position), { invalidations: [], position, gap: false })
    }),
  )

  it(
    'calls a position from the future a gap: the database was replaced by an older one',
    onTemporaryDatabase(async ({ store }) => {
      const { position } = await store.invalidations.readInvalidations(0)
      assert.equal((await store.invalidations.readInvalidations(position + 1)).gap, true)
    }),
  )
})
