import { runLaps, speedRatio } from '../measure/laps.ts'
import type { LoadResult } from '../measure/load.ts'
import { spreadOf } from '../measure/statistics.ts'
import { startLatchkey, verifying } from '../servers/contestants.ts'
import type { Budget } from './budget.ts'
import { detailsOf } from './details.ts'

const KEYS = 1_000
const WORKERS = 2

/**
 * What the server answers on cores of its own. On a machine where the load generator shares them, throughput would measure
 * both; so it is what the cores can do at this price per request, less the time in which they stood idle under full load:
 * whoever waits for the other thread pays, and the generator does not.
 */
const capacity = ({ cpuMicrosecondsPerRequest, idleShare }: LoadResult, cores: number): number =>
  (cores * (1 - idleShare) * 1e6) / cpuMicrosecondsPerRequest

export const severalWorkers: Budget = {
  id: 'P12',
  async measure(context) {
    const alone = await startLatchkey(context, { keys: KEYS, cache: true })
    const together = await startLatchkey(context, { keys: KEYS, cache: true, workers: WORKERS })
    const one = await verifying(alone, alone.installation.credentials(KEYS))
    const two = await verifying(together, together.installation.credentials(KEYS))
    const laps = await runLaps({ one, two }, context)
    const gained = laps.two.map((lap, index) => capacity(lap, WORKERS) / capacity(laps.one[index] ?? lap, 1))
    return [
      {
        id: 'P12',
        measure: `verify, issued key, warm cache (1,000 keys): ${WORKERS} workers on ${WORKERS} cores ÷ 1 worker on 1`,
        unit: '×',
        value: spreadOf(gained),
        limit: { atLeast: 1.7 },
        details: [
          ...detailsOf('1 worker', laps.one),
          ...detailsOf(`${WORKERS} workers`, laps.two),
          { name: 'idle share of the core, 1 worker', unit: '×', value: spreadOf(laps.one.map((lap) => lap.idleShare)) },
          {
            name: `idle share of the cores, ${WORKERS} workers`,
            unit: '×',
            value: spreadOf(laps.two.map((lap) => lap.idleShare)),
          },
          {
            name: 'requests per second, as they were, with the generator’s share',
            unit: '×',
            value: speedRatio(laps.two, laps.one),
          },
        ],
      },
    ]
  },
}
