import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildProject } from '@latchkey/testkit/build-project'
import type { DomainError } from '../errors/domain-error.ts'
import type { Instant } from '../ports/clock.ts'
import type { UsageQuery } from '../ports/usage-store.ts'
import { FIGURES_MAX, makeQueryUsage, type QueryUsageRequest, SLOTS_MAX } from './query-usage.ts'

const DAY = Date.UTC(2026, 10, 21)
const at = (ms: number) => (DAY + ms) as Instant
const [MINUTE, HOUR] = [60_000, 3_600_000]
const project = buildProject()

async function ask(request: Partial<QueryUsageRequest>, now = at(0)) {
  const asked: UsageQuery[] = []
  const usageStore = {
    queryUsage: (_projectId: string, query: UsageQuery) => {
      asked.push(query)
      return { groups: [] }
    },
  }
  const whole = { startAt: undefined, endAt: undefined, keyId: undefined, actorId: undefined, top: 10, ...request }
  const report = await makeQueryUsage({ usageStore, clock: { now: () => now } })(project, {
    period: 'minute',
    groupBy: 'none',
    ...whole,
  })
  assert.deepEqual([report.from, report.to], [asked[0]?.from, asked[0]?.to])
  return [report.from - DAY, report.to - DAY]
}

const refusal = (field: string) => (error: DomainError) => error.code === 'bad_request' && error.metadata['field'] === field

describe('the range of a usage query', () => {
  it('is whole slots: every one that has a part in what was asked for', async () => {
    assert.deepEqual(await ask({ startAt: at(1), endAt: at(MINUTE) }), [0, MINUTE])
    assert.deepEqual(await ask({ startAt: at(MINUTE - 1), endAt: at(MINUTE + 1) }), [0, 2 * MINUTE])
    assert.deepEqual(await ask({ period: 'hour', startAt: at(HOUR), endAt: at(HOUR + 1) }), [HOUR, 2 * HOUR])
    assert.deepEqual(await ask({ period: 'day', startAt: at(5), endAt: at(6) }), [0, 24 * HOUR])
  })

  it('ends with the slot of now, and begins as far back as is usual', async () => {
    assert.deepEqual(await ask({}, at(0)), [-59 * MINUTE, MINUTE])
    assert.deepEqual(await ask({}, at(MINUTE - 1)), [-59 * MINUTE, MINUTE])
    assert.deepEqual(await ask({ period: 'hour' }, at(0)), [-23 * HOUR, HOUR])
    assert.deepEqual(await ask({ period: 'day' }, at(0)), [-29 * 24 * HOUR, 24 * HOUR])
  })

  it('is refused when it is empty or too long', async () => {
    await assert.rejects(ask({ startAt: at(5), endAt: at(5) }), refusal('start_time'))
    await assert.rejects(ask({ startAt: at(1) }, at(0)), refusal('start_time'))
    await ask({ startAt: at(0), endAt: at(SLOTS_MAX * MINUTE) })
    await assert.rejects(ask({ startAt: at(0), endAt: at(SLOTS_MAX * MINUTE + 1) }), refusal('start_time'))
  })

  it('is shorter the more groups are told apart', async () => {
    const most = at((FIGURES_MAX / 10) * MINUTE)
    await ask({ startAt: at(0), endAt: most, groupBy: 'key', top: 10 })
    await ask({ startAt: at(0), endAt: most, groupBy: 'none', top: 11 })
    await assert.rejects(ask({ startAt: at(0), endAt: most, groupBy: 'key', top: 11 }), refusal('top'))
  })
})
