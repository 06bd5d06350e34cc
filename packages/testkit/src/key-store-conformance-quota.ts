import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import type { KeyInsertion } from '@latchkey/core/ports/key-store'
import { buildAuditEntry, buildImportedKey, buildInsertion, buildIssuedKey } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects, type TwoProjects } from './opened-store.ts'

const limited = (projectId: ProjectId, keyQuota: number | undefined, overrides: Partial<KeyInsertion> = {}): KeyInsertion =>
  buildInsertion({ key: buildIssuedKey({ projectId }), keyQuota, ...overrides })

const audit = [buildAuditEntry()]
const revoke = (key: ApiKey, at = atMs(0)) => ({
  update: {
    ...key,
    revocation: { at, reason: 'unspecified', description: undefined },
    version: key.version + 1,
  } satisfies ApiKey,
  audit,
})

/** How many keys still fit below a quota: asks with insertions, so it fills the project. */
async function countRoom({ keys }: TwoProjects, projectId: ProjectId, keyQuota: number): Promise<number> {
  for (let room = 0; ; room++) {
    if ((await keys.insert(projectId, limited(projectId, keyQuota))).outcome !== 'inserted') return room
  }
}

export function describeQuota(open: OpenStore): void {
  describe('key quota', () => {
    it(
      'counts issued and imported keys together, per project',
      onTwoProjects(open, async ({ keys, acme, globex }) => {
        await keys.insert(acme, limited(acme, 2))
        await keys.insert(acme, limited(acme, 2, { key: buildImportedKey({ projectId: acme }) }))
        const refused = limited(acme, 2)
        assert.deepEqual(await keys.insert(acme, refused), { outcome: 'quota_exceeded', limit: 2, used: 2 })
        assert.equal(await keys.find(acme, refused.key.id), undefined)
        assert.equal((await keys.insert(acme, limited(acme, undefined))).outcome, 'inserted')
        assert.deepEqual(await keys.insert(acme, limited(acme, 1)), { outcome: 'quota_exceeded', limit: 1, used: 3 })
        assert.equal((await keys.insert(globex, limited(globex, 1))).outcome, 'inserted')
      }),
    )

    it(
      'answers replays and known ids when the project is full',
      onTwoProjects(open, async ({ keys, acme }) => {
        const first = limited(acme, 1, { idempotency: { requestId: 'once', parametersHash: 'same' } })
        await keys.insert(acme, first)
        assert.equal((await keys.insert(acme, { ...first, key: buildIssuedKey({ projectId: acme }) })).outcome, 'replayed')
        assert.equal((await keys.insert(acme, { ...first, idempotency: undefined })).outcome, 'exists')
      }),
    )

    it(
      'gives a place back for each revoked or deleted key, and once only',
      onTwoProjects(open, async (store) => {
        const { keys, acme } = store
        const made = [limited(acme, 4), limited(acme, 4), limited(acme, 4), limited(acme, 4)]
        await keys.insertMany(acme, made)
        const [revoked, deleted, graced] = made.map(({ key }) => key.id)
        assert.ok(revoked && deleted && graced)
        await keys.change(acme, revoked, (key) => revoke(key))
        await keys.change(acme, revoked, (key) => revoke(key))
        await keys.change(acme, revoked, () => ({ remove: true, audit }))
        await keys.change(acme, deleted, () => ({ remove: true, audit }))
        await keys.change(acme, graced, (key) => revoke(key, atMs(60_000)))
        assert.equal(await countRoom(store, acme, 4), 3)
      }),
    )

    it(
      'does not let a rotation take a second place, nor be refused',
      onTwoProjects(open, async (store) => {
        const { keys, acme } = store
        const { key } = limited(acme, 1)
        await keys.insert(acme, buildInsertion({ key, keyQuota: 1 }))
        const successor = buildIssuedKey({ projectId: acme })
        await keys.change(acme, key.id, (current) => ({ ...revoke(current), insert: successor }))
        assert.equal(await countRoom(store, acme, 1), 0)
      }),
    )

    it(
      'neither counts nor limits keys that are inserted revoked',
      onTwoProjects(open, async (store) => {
        const { keys, acme } = store
        const dead = () => limited(acme, 0, { key: revoke(buildIssuedKey({ projectId: acme })).update })
        for (const insertion of [dead(), dead()]) assert.equal((await keys.insert(acme, insertion)).outcome, 'inserted')
        assert.equal(await countRoom(store, acme, 2), 2)
      }),
    )

    it(
      'cuts a batch at the quota',
      onTwoProjects(open, async ({ keys, acme }) => {
        const outcomes = await keys.insertMany(
          acme,
          Array.from({ length: 5 }, () => limited(acme, 3)),
        )
        assert.deepEqual(
          outcomes.map(({ outcome }) => outcome),
          ['inserted', 'inserted', 'inserted', 'quota_exceeded', 'quota_exceeded'],
        )
      }),
    )

    it(
      'is exact when 200 single insertions and 10 batches race for the last 10 of 1,000 places',
      onTwoProjects(open, async (store) => {
        const { keys, acme } = store
        await keys.insertMany(
          acme,
          Array.from({ length: 990 }, () => limited(acme, 1_000)),
        )
        const singles = Array.from({ length: 200 }, async () => [await keys.insert(acme, limited(acme, 1_000))])
        const batches = Array.from({ length: 10 }, () =>
          keys.insertMany(
            acme,
            Array.from({ length: 100 }, () => limited(acme, 1_000)),
          ),
        )
        const outcomes = (await Promise.all([...singles, ...batches])).flat()
        assert.equal(outcomes.filter(({ outcome }) => outcome === 'inserted').length, 10)
        assert.equal(outcomes.filter(({ outcome }) => outcome === 'quota_exceeded').length, 1_190)
        const page = await keys.list(acme, { origin: 'issued', conditions: [], after: undefined, limit: 2_000, now: atMs(0) })
        assert.equal(page.length, 1_000)
        assert.equal(await countRoom(store, acme, 1_001), 1)
      }),
    )
  })
}
