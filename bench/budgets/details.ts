import type { LoadResult } from '../measure/load.ts'
import { spreadOf } from '../measure/statistics.ts'
import type { Detail } from './budget.ts'

/** CPU per request and requests per second of one contestant. */
export const detailsOf = (name: string, laps: readonly LoadResult[]): readonly Detail[] => [
  { name: `${name}: CPU per request`, unit: 'µs', value: spreadOf(laps.map((lap) => lap.cpuMicrosecondsPerRequest)) },
  { name: `${name}: requests`, unit: '/s', value: spreadOf(laps.map((lap) => lap.requestsPerSecond)) },
]

/** The same, and the work of a database of its own process where there is one. */
export function costDetailsOf(name: string, laps: readonly LoadResult[]): readonly Detail[] {
  const database = spreadOf(laps.map((lap) => lap.databaseMicrosecondsPerRequest))
  const ofDatabase: Detail = { name: `${name}: CPU of the database per request`, unit: 'µs', value: database }
  return database.max === 0 ? detailsOf(name, laps) : [...detailsOf(name, laps), ofDatabase]
}
