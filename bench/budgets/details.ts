import type { LoadResult } from '../measure/load.ts'
import { spreadOf } from '../measure/statistics.ts'
import type { Detail } from './budget.ts'

/** CPU per request and requests per second of one contestant. */
export const detailsOf = (name: string, laps: readonly LoadResult[]): readonly Detail[] => [
  { name: `${name}: CPU per request`, unit: 'µs', value: spreadOf(laps.map((lap) => lap.cpuMicrosecondsPerRequest)) },
  { name: `${name}: requests`, unit: '/s', value: spreadOf(laps.map((lap) => lap.requestsPerSecond)) },
]
