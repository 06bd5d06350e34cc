import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import { SOURCES_MAX, type UsageQuery, type UsageTally } from '@latchkey/core/ports/usage-store'
import { sumOfCounts } from '@latchkey/core/usage/usage-event'
import { usagePeriods } from '@latchkey/core/usage/usage-period'
import { buildIssuedKeyId } from './builders.ts'
import { type OpenStore, onTwoProjects } from './opened-store.ts'
import { allOf, countsBy, FOREVER, tallyAt, USAGE_DAY } from './usage-builders.ts'
import { describeUsageRemoval } from './usage-store-conformance-removal.ts'

/** What every `UsageStore` promises. `open` gives a fresh, empty store each time. */
export function describeUsageStore(adapter: string, open: OpenStore): void {
  describe(`UsageStore on ${adapter}`, () => {
    describeFigures(open)
    describeGroups(open)
    describeSources(open)
    describeFailures(open)
    describeIsolation(open)
    describeUsageRemoval(open)
  })
}

function describeFigures(open: OpenStore): void {
  describe('queryUsage', () => {
    it(
      'has nothing at first',
      onTwoProjects(open, async ({ usage, acme }) => {
        for (const period of usagePeriods) assert.deepEqual(await usage.queryUsage(acme, allOf({ period })), { groups: [] })
      }),
    )

    it(
      'adds up what is recorded in several batches, by minute, hour and day',
      onTwoProjects(open, async ({ usage, acme }) => {
        await usage.recordUsage([tallyAt(acme, USAGE_DAY, { by: { valid: 2, expired: 1 } })])
        await usage.recordUsage([])
        await usage.recordUsage([
          tallyAt(acme, USAGE_DAY, { by: { valid: 3 } }),
          tallyAt(acme, USAGE_DAY + 60_000, { by: { rate_limited: 4 } }),
        ])
        const both = countsBy({ valid: 5, expired: 1, rate_limited: 4 })
        for (const period of ['hour', 'day'] as const) {
          assert.deepEqual((await usage.queryUsage(acme, allOf({ period }))).groups, [
            { name: undefined, counts: both, slots: [{ startsAt: USAGE_DAY, counts: both }] },
          ])
        }
        assert.deepEqual((await usage.queryUsage(acme, allOf({ period: 'minute' }))).groups[0]?.slots, [
          { startsAt: USAGE_DAY, counts: countsBy({ valid: 5, expired: 1 }) },
          { startsAt: USAGE_DAY + 60_000, counts: countsBy({ rate_limited: 4 }) },
        ])
      }),
    )

    it(
      'counts the last millisecond to what ends and the boundary itself to what begins',
      onTwoProjects(open, async ({ usage, acme }) => {
        await usage.recordUsage([tallyAt(acme, USAGE_DAY - 1), tallyAt(acme, USAGE_DAY)])
        for (const [period, length] of [
          ['minute', 60_000],
          ['hour', 3_600_000],
          ['day', 86_400_000],
        ] as const) {
          const { groups } = await usage.queryUsage(acme, allOf({ period }))
          assert.deepEqual(
            groups[0]?.slots.map(({ startsAt }) => startsAt),
            [USAGE_DAY - length, USAGE_DAY],
          )
          const later = await usage.queryUsage(acme, allOf({ period, from: USAGE_DAY }))
          const earlier = await usage.queryUsage(acme, allOf({ period, to: USAGE_DAY }))
          assert.deepEqual(
            [later, earlier].map(({ groups: [group] }) => group && sumOfCounts(group.counts)),
            [1, 1],
          )
        }
      }),
    )
  })
}

function describeGroups(open: OpenStore): void {
  describe('queryUsage in groups', () => {
    const [busy, idle, other] = ['a', 'b', 'c'].map((first) => first + buildIssuedKeyId().slice(1))
    const record = [
      { keyId: busy, actorId: 'ann', by: { valid: 5, revoked: 1 } },
      { keyId: idle, actorId: 'ann', by: { valid: 1 } },
      { keyId: other, actorId: 'bob', by: { valid: 2 } },
      { keyId: '', by: { not_found: 3 } },
    ] as const

    it(
      'tells the busiest keys apart and adds up the rest',
      onTwoProjects(open, async ({ usage, acme }) => {
        await usage.recordUsage(record.map((facts) => tallyAt(acme, USAGE_DAY, facts as Partial<UsageTally>)))
        const { groups } = await usage.queryUsage(acme, allOf({ groupBy: 'key', top: 2 }))
        assert.deepEqual(
          groups.map(({ name, counts }) => [name, sumOfCounts(counts)]),
          [
            [busy, 6],
            ['', 3],
            [undefined, 3],
          ],
        )
        const all = await usage.queryUsage(acme, allOf({ groupBy: 'key' }))
        assert.deepEqual(
          all.groups.map(({ name }) => name),
          [busy, '', other, idle],
        )
      }),
    )

    it(
      'tells actors apart',
      onTwoProjects(open, async ({ usage, acme }) => {
        await usage.recordUsage(record.map((facts) => tallyAt(acme, USAGE_DAY, facts as Partial<UsageTally>)))
        const { groups } = await usage.queryUsage(acme, allOf({ groupBy: 'actor' }))
        assert.deepEqual(
          groups.map(({ name, counts }) => [name, sumOfCounts(counts)]),
          [
            ['ann', 7],
            ['', 3],
            ['bob', 2],
          ],
        )
      }),
    )

    it(
      'answers for one key or one actor',
      onTwoProjects(open, async ({ usage, acme }) => {
        await usage.recordUsage(record.map((facts) => tallyAt(acme, USAGE_DAY, facts as Partial<UsageTally>)))
        const sums = async (changes: Partial<UsageQuery>) =>
          (await usage.queryUsage(acme, allOf(changes))).groups.map(({ name, counts }) => [name, sumOfCounts(counts)])
        assert.deepEqual(await sums({ keyId: busy }), [[undefined, 6]])
        assert.deepEqual(await sums({ keyId: '' }), [[undefined, 3]])
        assert.deepEqual(await sums({ actorId: 'ann' }), [[undefined, 7]])
        assert.deepEqual(await sums({ actorId: 'ann', groupBy: 'key' }), [
          [busy, 6],
          [idle, 1],
        ])
        assert.deepEqual(await sums({ actorId: 'bob', keyId: busy }), [])
      }),
    )

    it(
      'tells apart more keys than are read at a time',
      onTwoProjects(open, async ({ usage, acme }) => {
        const keys = Array.from({ length: 4_100 }, () => buildIssuedKeyId())
        await usage.recordUsage(keys.map((keyId) => tallyAt(acme, USAGE_DAY, { keyId })))
        const { groups } = await usage.queryUsage(acme, allOf({ groupBy: 'key', top: 5 }))
        assert.equal(groups.length, 6)
        assert.deepEqual(
          groups.slice(0, 5).map(({ name }) => name),
          [...keys].sort().slice(0, 5),
        )
        assert.deepEqual(groups[5]?.counts, countsBy({ valid: 4_095 }))
      }),
    )
  })
}

function describeSources(open: OpenStore): void {
  describe('listSources', () => {
    it(
      'keeps the first and the last sight of each address, the latest first',
      onTwoProjects(open, async ({ usage, acme }) => {
        const keyId = buildIssuedKeyId()
        await usage.recordUsage([
          tallyAt(acme, USAGE_DAY + 5, { keyId, ip: '10.0.0.1', by: { valid: 2, revoked: 1 } }),
          tallyAt(acme, USAGE_DAY + 7, { keyId, ip: '2001:db8::1' }),
        ])
        await usage.recordUsage([tallyAt(acme, USAGE_DAY + 1, { keyId, ip: '10.0.0.1' }), tallyAt(acme, USAGE_DAY)])
        assert.deepEqual(await usage.listSources(acme, keyId), [
          { ip: '2001:db8::1', firstSeenAt: USAGE_DAY + 7, lastSeenAt: USAGE_DAY + 7, count: 1 },
          { ip: '10.0.0.1', firstSeenAt: USAGE_DAY + 1, lastSeenAt: USAGE_DAY + 5, count: 4 },
        ])
      }),
    )

    it(
      'counts addresses beyond those that are told apart together, and none twice',
      onTwoProjects(open, async ({ usage, acme }) => {
        const keyId = buildIssuedKeyId()
        const seen = Array.from({ length: SOURCES_MAX + 5 }, (_, index) =>
          tallyAt(acme, USAGE_DAY, { keyId, ip: `10.0.1.${index}` }),
        )
        await usage.recordUsage(seen)
        await usage.recordUsage(seen)
        const sources = await usage.listSources(acme, keyId)
        assert.equal(sources.length, SOURCES_MAX + 1)
        assert.equal(sources.find(({ ip }) => ip === '')?.count, 10)
        assert.ok(sources.every(({ ip, count }) => ip === '' || count === 2))
      }),
    )
  })
}

function describeFailures(open: OpenStore): void {
  describe('listFailures', () => {
    const asked = { keyId: undefined, ...FOREVER, after: undefined, limit: 100 }

    it(
      'has one row per key, outcome, address and minute, and none for what was valid',
      onTwoProjects(open, async ({ usage, acme }) => {
        const keyId = buildIssuedKeyId()
        const facts = { keyId, ip: '10.0.0.1' }
        await usage.recordUsage([
          tallyAt(acme, USAGE_DAY, { ...facts, by: { valid: 7, expired: 4, rate_limited: 3 } }),
          tallyAt(acme, USAGE_DAY, { by: { not_found: 9_999 } }),
        ])
        await usage.recordUsage([
          tallyAt(acme, USAGE_DAY + 59_999, { by: { not_found: 1 } }),
          tallyAt(acme, USAGE_DAY + 60_000, { ...facts, by: { expired: 1 } }),
        ])
        const rows = [
          { minute: USAGE_DAY + 60_000, keyId, outcome: 'expired', ip: '10.0.0.1', count: 1 },
          { minute: USAGE_DAY, keyId: '', outcome: 'not_found', ip: '', count: 10_000 },
          { minute: USAGE_DAY, keyId, outcome: 'expired', ip: '10.0.0.1', count: 4 },
          { minute: USAGE_DAY, keyId, outcome: 'rate_limited', ip: '10.0.0.1', count: 3 },
        ]
        assert.deepEqual(await usage.listFailures(acme, asked), rows)
        assert.deepEqual(await usage.listFailures(acme, { ...asked, keyId }), [rows[0], rows[2], rows[3]])
        assert.deepEqual(await usage.listFailures(acme, { ...asked, keyId: '' }), [rows[1]])
        assert.deepEqual(await usage.listFailures(acme, { ...asked, from: (USAGE_DAY + 60_000) as Instant }), [rows[0]])
        assert.deepEqual(await usage.listFailures(acme, { ...asked, to: (USAGE_DAY + 60_000) as Instant }), rows.slice(1))
      }),
    )

    it(
      'goes on after any row, so that pages miss nothing and repeat nothing',
      onTwoProjects(open, async ({ usage, acme }) => {
        const keys = [buildIssuedKeyId(), buildIssuedKeyId(), '']
        const tallies = [0, 1, 2].flatMap((minute) =>
          keys.flatMap((keyId) =>
            ['10.0.0.1', '10.0.0.2', ''].map((ip) =>
              tallyAt(acme, USAGE_DAY + minute * 60_000, { keyId, ip, by: { expired: 1, not_found: 2 } }),
            ),
          ),
        )
        await usage.recordUsage(tallies)
        for (const keyId of [undefined, keys[0]]) {
          const all = await usage.listFailures(acme, { ...asked, keyId })
          assert.equal(all.length, keyId === undefined ? 54 : 18)
          for (const [index, after] of all.entries()) {
            assert.deepEqual(
              await usage.listFailures(acme, { ...asked, keyId, after, limit: 5 }),
              all.slice(index + 1, index + 6),
            )
          }
        }
      }),
    )

    it(
      'tells a number of addresses apart in each minute and counts the others together',
      onTwoProjects(open, async ({ usage, acme }) => {
        const seen = Array.from({ length: SOURCES_MAX + 50 }, (_, index) =>
          tallyAt(acme, USAGE_DAY, { ip: `2001:db8::${index.toString(16)}`, by: { not_found: 2 } }),
        )
        await usage.recordUsage(seen)
        const rows = await usage.listFailures(acme, { ...asked, limit: 1000 })
        assert.equal(rows.length, SOURCES_MAX + 1)
        assert.equal(rows.find(({ ip }) => ip === '')?.count, 100)
      }),
    )
  })
}

function describeIsolation(open: OpenStore): void {
  it(
    'shows nothing of another project, not even for one key id',
    onTwoProjects(open, async ({ usage, acme, globex }) => {
      const keyId = buildIssuedKeyId()
      const facts = { keyId, actorId: 'ann', ip: '10.0.0.1', by: { valid: 1, revoked: 2 } }
      await usage.recordUsage([tallyAt(globex, USAGE_DAY, facts)])
      for (const groupBy of ['none', 'key', 'actor'] as const) {
        for (const filter of [{}, { keyId }, { actorId: 'ann' }]) {
          assert.deepEqual(await usage.queryUsage(acme, allOf({ groupBy, ...filter })), { groups: [] })
          assert.equal((await usage.queryUsage(globex, allOf({ groupBy, ...filter }))).groups.length, 1)
        }
      }
      assert.deepEqual(await usage.listSources(acme, keyId), [])
      const failures = { keyId: undefined, ...FOREVER, after: undefined, limit: 10 }
      assert.deepEqual(await usage.listFailures(acme, failures), [])
      await usage.recordUsage([tallyAt(acme, USAGE_DAY, { ...facts, by: { valid: 5 } })])
      assert.equal((await usage.queryUsage(globex, allOf())).groups[0]?.counts[0], 1)
    }),
  )

  it(
    'passes over what belongs to no project',
    onTwoProjects(open, async ({ usage, acme }) => {
      const nobody = buildIssuedKeyId() as string as ProjectId
      await usage.recordUsage([tallyAt(nobody, USAGE_DAY), tallyAt(acme, USAGE_DAY)])
      assert.deepEqual(await usage.queryUsage(nobody, allOf()), { groups: [] })
      assert.equal((await usage.queryUsage(acme, allOf())).groups.length, 1)
    }),
  )
}
