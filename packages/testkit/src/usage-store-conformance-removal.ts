import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Instant } from '@latchkey/core/ports/clock'
import type { UsageEnds } from '@latchkey/core/ports/usage-store'
import { buildAuditEntry, buildIssuedKeyId } from './builders.ts'
import { type OpenStore, onTwoProjects, type TwoProjects } from './opened-store.ts'
import { allOf, tallyAt, USAGE_DAY } from './usage-builders.ts'

const NEVER = 0 as Instant
const keepAll: UsageEnds = { minute: NEVER, hour: NEVER, day: NEVER, failures: NEVER, sources: NEVER }
const everything = { keyId: undefined, from: NEVER, to: (USAGE_DAY * 2) as Instant, after: undefined, limit: 1000 }

export function describeUsageRemoval(open: OpenStore): void {
  describe('removeUsageBefore', () => {
    it(
      'removes what began before its end, and nothing at the end itself',
      onTwoProjects(open, async ({ usage, acme }) => {
        const keyId = buildIssuedKeyId()
        const record = (at: number) => tallyAt(acme, at, { keyId, ip: '10.0.0.1', by: { valid: 1, expired: 1 } })
        await usage.recordUsage([record(USAGE_DAY - 60_000), record(USAGE_DAY)])
        await usage.removeUsageBefore({ ...keepAll, minute: USAGE_DAY, failures: USAGE_DAY }, 100)
        const slots = async (period: 'minute' | 'hour', byKey: boolean) => {
          const { groups } = await usage.queryUsage(acme, allOf({ period, groupBy: byKey ? 'key' : 'none' }))
          return groups[0]?.slots.map(({ startsAt }) => startsAt)
        }
        for (const byKey of [false, true]) {
          assert.deepEqual(await slots('minute', byKey), [USAGE_DAY])
          assert.deepEqual(await slots('hour', byKey), [USAGE_DAY - 3_600_000, USAGE_DAY])
        }
        assert.deepEqual(
          (await usage.listFailures(acme, everything)).map(({ minute }) => minute),
          [USAGE_DAY],
        )
        assert.equal((await usage.listSources(acme, keyId)).length, 1)
        assert.equal((await usage.removeUsageBefore({ ...keepAll, sources: USAGE_DAY }, 100)).removed, 0)
        assert.equal((await usage.listSources(acme, keyId)).length, 1)
        await usage.removeUsageBefore({ ...keepAll, sources: (USAGE_DAY + 1) as Instant }, 100)
        assert.equal((await usage.listSources(acme, keyId)).length, 0)
      }),
    )

    it(
      'works in small steps and says when it is done',
      onTwoProjects(open, async ({ usage, acme, globex }) => {
        const tallies = [acme, globex].flatMap((projectId) =>
          Array.from({ length: 20 }, (_, index) =>
            tallyAt(projectId, USAGE_DAY, { keyId: buildIssuedKeyId(), ip: `10.0.0.${index}`, by: { revoked: 1 } }),
          ),
        )
        await usage.recordUsage(tallies)
        const later = (USAGE_DAY + 86_400_000) as Instant
        const ends: UsageEnds = { minute: later, hour: later, day: later, failures: later, sources: later }
        let steps = 1
        while ((await usage.removeUsageBefore(ends, 7)).hasMore) steps += 1
        assert.ok(steps > 20, `${steps} steps`)
        assert.deepEqual(await traces({ usage }, acme, tallies[0]?.keyId ?? ''), [0, 0, 0])
        assert.deepEqual(await traces({ usage }, globex, tallies[20]?.keyId ?? ''), [0, 0, 0])
      }),
    )

    it(
      'leaves nothing of a project that was removed, and all of the other',
      onTwoProjects(open, async ({ usage, projects, acme, globex }) => {
        const keyId = buildIssuedKeyId()
        const record = () =>
          usage.recordUsage(
            [acme, globex].flatMap((projectId) =>
              [0, 60_000, 3_600_000].map((ms) => tallyAt(projectId, USAGE_DAY + ms, { keyId, by: { valid: 1, revoked: 1 } })),
            ),
          )
        await record()
        await projects.changeProject(acme, ({ project, secrets }) => ({
          project: { ...project, state: 'deleted', revision: project.revision + 1 },
          secrets,
          audit: buildAuditEntry({ event: 'project.deleted', targetKind: 'project' }),
        }))
        await record()
        while (await projects.removeDeletedProject(acme, 3));
        await record()
        assert.deepEqual(await traces({ usage }, acme, keyId), [0, 0, 0])
        assert.deepEqual(await traces({ usage }, globex, keyId), [1, 1, 3])
      }),
    )
  })
}

/** How many groups, sources and refusals there are. */
async function traces({ usage }: Pick<TwoProjects, 'usage'>, projectId: TwoProjects['acme'], keyId: string): Promise<number[]> {
  const { groups } = await usage.queryUsage(projectId, allOf({ groupBy: 'key' }))
  const [sources, failures] = [await usage.listSources(projectId, keyId), await usage.listFailures(projectId, everything)]
  return [groups.length, sources.length, failures.length]
}
