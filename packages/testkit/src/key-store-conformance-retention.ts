import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import { REVOKED_RECORD_KEPT_MS } from '@latchkey/core/key/revocation'
import type { Instant } from '@latchkey/core/ports/clock'
import type { KeyEnding, KeyStore, SweptKeys } from '@latchkey/core/ports/key-store'
import { buildAuditEntry, buildImportedKey, buildImpossibleEntry, buildInsertion, buildIssuedKey } from './builders.ts'
import { atMs } from './fake-clock.ts'
import { type OpenStore, onTwoProjects, type TwoProjects } from './opened-store.ts'

const END = atMs(1_000)
const LIMIT = 200

const entryOf = (swept: SweptKeys) => buildAuditEntry({ event: 'retention.swept', targetKind: 'project', after: { ...swept } })

const sweep = ({ keys }: { readonly keys: KeyStore }, ending: KeyEnding, endedBefore: number, limit = LIMIT): Promise<number> =>
  keys.removeEnded({ ending, endedBefore: endedBefore as Instant, limit, audit: entryOf })

async function insert<K extends ApiKey>({ keys }: TwoProjects, key: K): Promise<K> {
  assert.equal((await keys.insert(key.projectId, buildInsertion({ key }))).outcome, 'inserted')
  return key
}

const expiring = (projectId: ProjectId, at: number = END): ApiKey => buildIssuedKey({ projectId, expiresAt: at as Instant })
const revoked = (projectId: ProjectId, at: number = END, expiresAt?: number): ApiKey =>
  buildIssuedKey({
    projectId,
    expiresAt: expiresAt as Instant | undefined,
    revocation: { at: at as Instant, reason: 'unspecified', description: undefined },
  })

const isThere = async ({ keys }: TwoProjects, { projectId, id }: ApiKey): Promise<boolean> =>
  (await keys.find(projectId, id)) !== undefined

const quotaUse = ({ projects }: TwoProjects, projectId: ProjectId) => projects.countQuotaUse(projectId)

export function describeRetention(open: OpenStore): void {
  describe('removeEnded', () => {
    for (const ending of ['expired', 'revoked'] as const) {
      it(
        `takes ${ending} keys from the millisecond after on, and none that ended at the instant`,
        onTwoProjects(open, async (store) => {
          const build = ending === 'expired' ? expiring : revoked
          const key = await insert(store, build(store.acme))
          assert.equal(await sweep(store, ending, END), 0)
          assert.equal(await isThere(store, key), true)
          assert.equal(await sweep(store, ending, END + 1), 1)
          assert.equal(await isThere(store, key), false)
          assert.equal(await sweep(store, ending, END + 1), 0)
        }),
      )
    }

    it(
      'takes keys of the one ending only, and of both origins',
      onTwoProjects(open, async (store) => {
        const { acme } = store
        const lives = await insert(store, buildIssuedKey({ projectId: acme }))
        const [expired, dead] = [await insert(store, expiring(acme)), await insert(store, revoked(acme))]
        const imported = await insert(store, buildImportedKey({ projectId: acme, expiresAt: END }))
        assert.equal(await sweep(store, 'expired', END + 1), 2)
        assert.deepEqual(await Promise.all([lives, expired, dead, imported].map((key) => isThere(store, key))), [
          true,
          false,
          true,
          false,
        ])
        assert.equal(await sweep(store, 'revoked', END + 1), 1)
        assert.equal(await isThere(store, lives), true)
        assert.equal(await isThere(store, dead), false)
      }),
    )

    it(
      'keeps a revoked key until it would have expired, and counts a grace period',
      onTwoProjects(open, async (store) => {
        const late = END + REVOKED_RECORD_KEPT_MS + 500
        const wouldExpire = await insert(store, revoked(store.acme, END, late))
        const early = await insert(store, revoked(store.acme, END, END + REVOKED_RECORD_KEPT_MS - 1))
        const graced = await insert(store, revoked(store.acme, END + 900, END + 10))
        assert.equal(await sweep(store, 'revoked', END + 1), 1)
        assert.equal(await isThere(store, early), false)
        assert.equal(await sweep(store, 'revoked', END + 500), 0)
        assert.equal(await sweep(store, 'revoked', END + 501), 1)
        assert.equal(await isThere(store, wouldExpire), false)
        assert.equal(await sweep(store, 'expired', END + 900), 0)
        assert.equal(await sweep(store, 'revoked', END + 901), 1)
        assert.equal(await isThere(store, graced), false)
      }),
    )

    it(
      'takes those that ended first, at most so many, whatever project they are of',
      onTwoProjects(open, async (store) => {
        const { acme, globex } = store
        const ends = [5, 3, 1, 4, 2].map((ms) => expiring(ms % 2 === 0 ? acme : globex, END + ms))
        for (const key of ends) await insert(store, key)
        assert.equal(await sweep(store, 'expired', END + 5, 3), 3)
        assert.deepEqual(await Promise.all(ends.map((key) => isThere(store, key))), [true, false, false, true, false])
        assert.equal(await sweep(store, 'expired', END + 5, 3), 1)
        assert.deepEqual(await Promise.all(ends.map((key) => isThere(store, key))), [true, false, false, false, false])
      }),
    )

    it(
      'writes one entry to the chain of each project that loses keys',
      onTwoProjects(open, async (store) => {
        const { acme, globex } = store
        await insert(store, expiring(acme, END + 2))
        await insert(store, expiring(acme, END))
        await insert(store, buildImportedKey({ projectId: acme, expiresAt: atMs(1_001) }))
        const other = await insert(store, expiring(globex, END + 100))
        const before = await store.readAuditEvents(globex)
        await sweep(store, 'expired', END + 100)
        const events = (await store.readAuditEvents(acme)).filter(({ event }) => event === 'retention.swept')
        assert.deepEqual(
          events.map(({ after }) => after),
          [{ projectId: acme, issued: 2, imported: 1, firstEnd: END, lastEnd: END + 2 }],
        )
        assert.deepEqual(await store.readAuditEvents(globex), before)
        assert.equal(await isThere(store, other), true)
        await sweep(store, 'expired', END)
        assert.equal((await store.readAuditEvents(acme)).filter(({ event }) => event === 'retention.swept').length, 1)
      }),
    )

    it(
      'frees the place of an expired key in the quota, once, and none for a revoked one',
      onTwoProjects(open, async (store) => {
        const { projects, acme, globex } = store
        await insert(store, expiring(acme))
        await insert(store, buildImportedKey({ projectId: acme, expiresAt: END }))
        await insert(store, revoked(acme))
        await insert(store, buildIssuedKey({ projectId: acme }))
        await insert(store, expiring(globex, END + 1))
        assert.deepEqual([await quotaUse(store, acme), await quotaUse(store, globex)], [3, 1])
        for (const ending of ['expired', 'revoked', 'expired'] as const) await sweep(store, ending, END + 1)
        assert.deepEqual([await quotaUse(store, acme), await quotaUse(store, globex)], [1, 1])
        assert.deepEqual(
          (await projects.countLiveKeys(acme)).map(({ live }) => live),
          [1],
        )
      }),
    )

    it(
      'judges a key as it is at the moment: one that was extended meanwhile stays',
      onTwoProjects(open, async (store) => {
        const { keys, acme } = store
        let extendedFirst = 0
        for (const headStartMs of [0, 0, 0, 4, 64, 512]) {
          const [extended, taken] = [await insert(store, expiring(acme)), await insert(store, expiring(acme))]
          const extending = keys.change(acme, extended.id, (current) => ({
            update: { ...current, expiresAt: atMs(9_000_000), version: current.version + 1 },
            audit: [buildAuditEntry()],
          }))
          const sweeping = delay(headStartMs).then(() => sweep(store, 'expired', END + 1))
          const [change, swept] = await Promise.all([extending, sweeping])
          // Across a network the one that began later may be first; then there is nothing left to extend.
          if (change !== undefined) extendedFirst++
          assert.equal(swept, change === undefined ? 2 : 1)
          assert.equal(await isThere(store, extended), change !== undefined)
          assert.equal(await isThere(store, taken), false)
        }
        assert.ok(extendedFirst > 0)
      }),
    )

    it(
      'keeps request ids of keys that are gone spent',
      onTwoProjects(open, async ({ keys, acme }) => {
        const idempotency = { requestId: 'once', parametersHash: 'same' }
        await keys.insert(acme, buildInsertion({ key: expiring(acme), idempotency }))
        await sweep({ keys }, 'expired', END + 1)
        const again = await keys.insert(acme, buildInsertion({ key: expiring(acme), idempotency }))
        assert.equal(again.outcome, 'request_id_reused')
      }),
    )

    it(
      'takes nothing when its entry cannot be written',
      onTwoProjects(open, async (store) => {
        const key = await insert(store, expiring(store.acme))
        const { keys, acme } = store
        const failing = keys.removeEnded({ ending: 'expired', endedBefore: atMs(9_999), limit: 9, audit: buildImpossibleEntry })
        await assert.rejects(failing)
        assert.equal(await isThere(store, key), true)
        assert.equal(await quotaUse(store, acme), 1)
        assert.equal(await sweep(store, 'expired', END + 1), 1)
      }),
    )

    it(
      'does not stumble over a project that is being removed',
      onTwoProjects(open, async (store) => {
        const { projects, acme, globex } = store
        await insert(store, expiring(acme))
        const theirs = await insert(store, expiring(globex))
        await projects.changeProject(acme, ({ project, secrets }) => ({
          project: { ...project, state: 'deleted', revision: project.revision + 1 },
          secrets,
          audit: buildAuditEntry({ event: 'project.deleted', targetKind: 'project' }),
        }))
        await sweep(store, 'expired', END + 1)
        assert.equal(await isThere(store, theirs), false)
        while (await projects.removeDeletedProject(acme, 10));
        assert.deepEqual(await store.readAuditEvents(acme), [])
      }),
    )

    it(
      'leaves the pages of a list whole that is being read',
      onTwoProjects(open, async (store) => {
        const { keys, acme } = store
        const made = Array.from({ length: 9 }, (_, index) =>
          buildIssuedKey({ projectId: acme, createdAt: atMs(index), expiresAt: index % 3 === 2 ? undefined : END }),
        )
        for (const key of made) await insert(store, key)
        const page = (after?: ApiKey) => keys.list(acme, { origin: 'issued', conditions: [], after, limit: 2, now: atMs(2_000) })
        const first = await page()
        assert.deepEqual(
          first.map(({ id }) => id),
          [made[8]?.id, made[7]?.id],
        )
        // Also the key that the cursor stands on goes.
        assert.equal(await sweep(store, 'expired', END + 1), 6)
        assert.deepEqual(
          (await page(first.at(-1))).map(({ id }) => id),
          [made[5]?.id, made[2]?.id],
        )
      }),
    )
  })

  describe('forgetRequests', () => {
    it(
      'forgets what was spent before the instant, at most so many, and lets the id make another key',
      onTwoProjects(open, async (store) => {
        const { keys, acme, globex } = store
        const spend = (projectId: ProjectId, requestId: string, at: number) => {
          const key = buildIssuedKey({ projectId, createdAt: at as Instant })
          return keys.insert(projectId, buildInsertion({ key, idempotency: { requestId, parametersHash: 'same' } }))
        }
        for (const [index, requestId] of ['a', 'b', 'c'].entries()) await spend(acme, requestId, END + index)
        await spend(globex, 'a', END + 3)
        assert.equal(await keys.forgetRequests(END, 10), 0)
        assert.equal(await keys.forgetRequests((END + 2) as Instant, 1), 1)
        assert.equal(await keys.forgetRequests((END + 2) as Instant, 10), 1)
        const outcomes = [spend(acme, 'a', END), spend(acme, 'b', END), spend(acme, 'c', END), spend(globex, 'a', END)]
        assert.deepEqual(
          (await Promise.all(outcomes)).map(({ outcome }) => outcome),
          ['inserted', 'inserted', 'replayed', 'replayed'],
        )
      }),
    )
  })
}
