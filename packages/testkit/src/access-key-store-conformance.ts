import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import type { AccessKey } from '@latchkey/core/ports/access-key-store'
import { buildAccessKey, buildAuditEntry, buildUuid } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenedStore, type OpenStore, onEmptyStore } from './opened-store.ts'

const created = buildAuditEntry({ event: 'access_key.created', targetKind: 'access_key' })
const deleted = buildAuditEntry({ event: 'access_key.deleted', targetKind: 'access_key' })

async function createAccessKey({ accessKeys }: OpenedStore, overrides: Partial<AccessKey> = {}): Promise<AccessKey> {
  const accessKey = buildAccessKey(overrides)
  await accessKeys.createAccessKey(accessKey, created)
  return accessKey
}

/** What every `AccessKeyStore` promises. `open` gives a fresh, empty store each time. */
export function describeAccessKeyStore(adapter: string, open: OpenStore): void {
  describe(`AccessKeyStore on ${adapter}`, () => {
    describeLookup(open)
    describeDeletion(open)
  })
}

function describeLookup(open: OpenStore): void {
  it(
    'finds a key by its hash, exactly as it was created',
    onEmptyStore(open, async (store) => {
      const { accessKeys } = store
      assert.equal(await accessKeys.hasAccessKeys('project'), false)
      const ours = await createAccessKey(store, { name: `o'"\u202e`, permissions: [], expiresAt: atMs(5), updatedAt: atMs(2) })
      const theirs = await createAccessKey(store, { kind: 'workspace', ownerId: buildUuid() })
      assert.deepEqual(await accessKeys.findByHash(ours.hash), ours)
      assert.deepEqual(await accessKeys.findByHash(theirs.hash), theirs)
      for (const hash of ['', '%', ours.id, ours.hash.toLowerCase().concat('x')])
        assert.equal(await accessKeys.findByHash(hash), undefined)
    }),
  )

  it(
    'lists the keys of one owner and kind, newest first',
    onEmptyStore(open, async (store) => {
      const ownerId = buildUuid()
      const old = await createAccessKey(store, { ownerId, createdAt: atMs(1) })
      const young = await createAccessKey(store, { ownerId, createdAt: atMs(2) })
      const workspaceKey = await createAccessKey(store, { ownerId, kind: 'workspace' })
      await createAccessKey(store)
      assert.deepEqual(await store.accessKeys.listAccessKeys('project', ownerId), [young, old])
      assert.deepEqual(await store.accessKeys.listAccessKeys('workspace', ownerId), [workspaceKey])
      assert.deepEqual(await store.accessKeys.listAccessKeys('project', buildUuid()), [])
    }),
  )

  it(
    'says whether there are any of a kind',
    onEmptyStore(open, async (store) => {
      await createAccessKey(store, { kind: 'workspace' })
      assert.equal(await store.accessKeys.hasAccessKeys('workspace'), true)
      assert.equal(await store.accessKeys.hasAccessKeys('project'), false)
    }),
  )

  it(
    'refuses a taken id or hash and writes nothing',
    onEmptyStore(open, async (store) => {
      const accessKey = await createAccessKey(store)
      const before = await store.readAuditEvents(accessKey.ownerId)
      for (const taken of [{ hash: accessKey.hash }, { id: accessKey.id }, { hash: accessKey.hash, ownerId: buildUuid() }]) {
        await assert.rejects(createAccessKey(store, taken), { code: 'conflict' })
      }
      assert.deepEqual(await store.accessKeys.listAccessKeys('project', accessKey.ownerId), [accessKey])
      assert.deepEqual(await store.readAuditEvents(accessKey.ownerId), before)
    }),
  )
}

function describeDeletion(open: OpenStore): void {
  it(
    'deletes a key for good and tells every process',
    onEmptyStore(open, async (store) => {
      const accessKey = await createAccessKey(store)
      const kept = await createAccessKey(store)
      const { position } = await store.invalidations.readInvalidations(0)
      assert.deepEqual(await store.accessKeys.deleteAccessKey(accessKey.ownerId, accessKey.id, deleted), accessKey)
      assert.equal(await store.accessKeys.findByHash(accessKey.hash), undefined)
      assert.deepEqual(await store.accessKeys.findByHash(kept.hash), kept)
      const { invalidations } = await store.invalidations.readInvalidations(position)
      assert.deepEqual(invalidations, [{ kind: 'access_key', hash: accessKey.hash }])
    }),
  )

  it(
    'deletes once, and only for the owner',
    onEmptyStore(open, async (store) => {
      const accessKey = await createAccessKey(store)
      const before = await store.readAuditEvents(accessKey.ownerId)
      assert.equal(await store.accessKeys.deleteAccessKey(buildUuid(), accessKey.id, deleted), undefined)
      assert.equal(await store.accessKeys.deleteAccessKey(accessKey.ownerId, `${accessKey.id}\0`, deleted), undefined)
      assert.deepEqual(await store.accessKeys.findByHash(accessKey.hash), accessKey)
      assert.deepEqual(await store.readAuditEvents(accessKey.ownerId), before)
      const deletions = await Promise.all(
        Array.from({ length: 10 }, () => store.accessKeys.deleteAccessKey(accessKey.ownerId, accessKey.id, deleted)),
      )
      assert.deepEqual(
        deletions.filter((each) => each !== undefined),
        [accessKey],
      )
    }),
  )

  it(
    'writes into the chain of the owner',
    onEmptyStore(open, async (store) => {
      const accessKey = await createAccessKey(store, { kind: 'workspace', ownerId: buildUuid() })
      await store.accessKeys.deleteAccessKey(accessKey.ownerId, accessKey.id, deleted)
      const events = await store.readAuditEvents(accessKey.ownerId)
      assert.deepEqual(
        events.map(({ event }) => event),
        ['access_key.created', 'access_key.deleted'],
      )
      assert.equal(verifyAuditChain(events).intact, true)
    }),
  )
}
