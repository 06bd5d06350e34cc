import { cpuRatio, runLaps, speedRatio } from '../measure/laps.ts'
import { startLatchkey, verifying } from '../servers/contestants.ts'
import type { Budget } from './budget.ts'
import { detailsOf } from './details.ts'

/** All of them are in the cache after the uncounted round, and each of them is written with every flush. */
const KEYS = 1_000

export const countingUsage: Budget = {
  id: 'P15',
  async measure(context) {
    const counting = await startLatchkey(context, { keys: KEYS, cache: true })
    const silent = await startLatchkey(context, { keys: KEYS, cache: true, usage: false })
    const on = await verifying(counting, counting.installation.credentials(KEYS))
    const off = await verifying(silent, silent.installation.credentials(KEYS))
    const laps = await runLaps({ on, off }, context)
    return [
      {
        id: 'P15',
        measure: 'verify, issued key, warm cache (1,000 keys): usage counted ÷ not counted',
        unit: '×',
        value: cpuRatio(laps.off, laps.on),
        limit: { atLeast: 0.97 },
        details: [
          ...detailsOf('counted', laps.on),
          ...detailsOf('not counted', laps.off),
          { name: 'requests per second, counted ÷ not counted', unit: '×', value: speedRatio(laps.on, laps.off) },
        ],
      },
    ]
  },
}
