import { cpuRatio, runLaps } from '../measure/laps.ts'
import { startLatchkey, verifying, yardstickOf } from '../servers/contestants.ts'
import { timeStoreReads } from '../yardsticks/time-store-reads.ts'
import type { Budget } from './budget.ts'
import { detailsOf } from './details.ts'

/** How many of the keys are asked for, spread evenly over the store: its pages are far apart, and each key's last use is noted. */
const SAMPLE = 10_000

export const verifyingUncached: Budget = {
  id: 'P2',
  async measure(context) {
    const latchkey = await startLatchkey(context, { keys: context.keys, cache: false })
    const ours = await verifying(latchkey, latchkey.installation.credentials(Math.min(SAMPLE, context.keys)))
    const bare = await yardstickOf(context, 'bare', ours)
    const laps = await runLaps({ ours, bare }, context)
    return [
      {
        id: 'P2',
        measure: `verify, issued key, cache off, SQLite with ${context.keys.toLocaleString('en')} keys ÷ bare`,
        unit: '×',
        value: cpuRatio(laps.bare, laps.ours),
        limit: { atLeast: 0.6, requiredNow: 0.35 },
        details: [
          ...detailsOf('latchkey', laps.ours),
          ...detailsOf('bare', laps.bare),
          { name: 'sqlite get: CPU per read', unit: 'µs', value: await timeStoreReads(latchkey.installation, context) },
        ],
      },
    ]
  },
}
