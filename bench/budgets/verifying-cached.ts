import { cpuRatio, runLaps } from '../measure/laps.ts'
import { startLatchkey, verifying, yardstickOf } from '../servers/contestants.ts'
import type { Budget } from './budget.ts'
import { detailsOf } from './details.ts'

/** All of them are in the cache after the uncounted round. */
const KEYS = 1_000

export const verifyingCached: Budget = {
  id: 'P1',
  async measure(context) {
    const latchkey = await startLatchkey(context, { keys: KEYS, cache: true })
    const ours = await verifying(latchkey, latchkey.installation.credentials(KEYS))
    const bare = await yardstickOf(context, 'bare', ours)
    const fastify = await yardstickOf(context, 'bare-fastify', ours)
    const laps = await runLaps({ ours, bare, fastify }, context)
    return [
      {
        id: 'P1',
        measure: 'verify, issued key, warm cache (1,000 keys) ÷ bare',
        unit: '×',
        value: cpuRatio(laps.bare, laps.ours),
        limit: { atLeast: 0.85, requiredNow: 0.65 },
        details: [
          ...detailsOf('latchkey', laps.ours),
          ...detailsOf('bare', laps.bare),
          ...detailsOf('bare-fastify', laps.fastify),
          { name: 'latchkey ÷ bare-fastify', unit: '×', value: cpuRatio(laps.fastify, laps.ours) },
        ],
      },
    ]
  },
}
