import { cpuRatio, runLaps } from '../measure/laps.ts'
import { startLatchkey, verifying } from '../servers/contestants.ts'
import { cpuMeterOf, redisOf } from '../servers/databases.ts'
import type { Budget, BudgetContext, Finding } from './budget.ts'
import { costDetailsOf, detailsOf } from './details.ts'

/** All of them are in the cache after the uncounted round, and each has a limit that is never reached. */
const KEYS = 1_000

interface Limiter {
  readonly name: 'memory' | 'memory shared by 2 workers' | 'Redis'
  readonly workers: number
  readonly atLeast: number
}

const LIMITERS: readonly Limiter[] = [
  { name: 'memory', workers: 1, atLeast: 0.95 },
  { name: 'memory shared by 2 workers', workers: 2, atLeast: 0.9 },
  { name: 'Redis', workers: 1, atLeast: 0.45 },
]

export const enforcingLimits: Budget = {
  id: 'P14',
  async measure(context) {
    const findings: Finding[] = []
    for (const limiter of LIMITERS) findings.push(await measureLimiter(context, limiter))
    return findings
  },
}

async function measureLimiter(context: BudgetContext, { name, workers, atLeast }: Limiter): Promise<Finding> {
  const redis = name === 'Redis' ? await redisOf(context) : undefined
  const start = async (rateLimit: 'enforced' | 'reported') => {
    const latchkey = await startLatchkey(context, { keys: KEYS, cache: true, rateLimit, workers, redisAddress: redis?.address })
    const contestant = await verifying(latchkey, latchkey.installation.credentials(KEYS))
    return { ...contestant, database: redis && cpuMeterOf(redis) }
  }
  const laps = await runLaps({ enforced: await start('enforced'), reported: await start('reported') }, context)
  return {
    id: 'P14',
    measure: `verify, issued key, warm cache (1,000 keys): rate limit enforced ÷ not enforced, ${name}`,
    unit: '×',
    value: cpuRatio(laps.reported, laps.enforced),
    limit: { atLeast },
    details: [...costDetailsOf('enforced', laps.enforced), ...detailsOf('not enforced', laps.reported)],
  }
}
