import type { Load } from './attack.ts'
import { type CpuMeter, type LoadResult, runLoad } from './load.ts'
import type { ServerProcess } from './server-process.ts'
import { type Spread, spreadOf } from './statistics.ts'

export interface Contestant {
  readonly server: ServerProcess
  readonly load: Load
  /** A database of its own process, whose work is counted beside the server's. */
  readonly database?: CpuMeter | undefined
}

export interface Rounds {
  readonly rounds: number
  readonly seconds: number
  /** Uncounted, before the first round: until the engine has compiled what is hot. */
  readonly warmUpSeconds: number
}

/** Warms all of them up, then runs them in turn, round by round, so that a drifting machine drifts under all of them. */
export async function runLaps<Name extends string>(
  contestants: Readonly<Record<Name, Contestant>>,
  { rounds, seconds, warmUpSeconds }: Rounds,
): Promise<Readonly<Record<Name, readonly LoadResult[]>>> {
  const names = Object.keys(contestants) as Name[]
  const laps = Object.fromEntries(names.map((name) => [name, [] as LoadResult[]])) as Record<Name, LoadResult[]>
  const run = ({ server, load, database }: Contestant, forSeconds: number) => runLoad(server, load, forSeconds, database)
  for (const name of names) await run(contestants[name], warmUpSeconds)
  for (let round = 0; round < rounds; round++) {
    for (const name of names) laps[name].push(await run(contestants[name], seconds))
  }
  return laps
}

/** CPU per request of the yardstick ÷ ours, pair by pair: 1.0 is as cheap, more is cheaper. */
export const cpuRatio = (yardstick: readonly LoadResult[], ours: readonly LoadResult[]): Spread =>
  ratio(yardstick, ours, (lap) => lap.cpuMicrosecondsPerRequest)

/** The same with the work of the database. */
export const costRatio = (yardstick: readonly LoadResult[], ours: readonly LoadResult[]): Spread =>
  ratio(yardstick, ours, (lap) => lap.cpuMicrosecondsPerRequest + lap.databaseMicrosecondsPerRequest)

/** Requests per second of ours ÷ those of the yardstick, pair by pair. */
export const speedRatio = (ours: readonly LoadResult[], yardstick: readonly LoadResult[]): Spread =>
  ratio(ours, yardstick, (lap) => lap.requestsPerSecond)

const ratio = (above: readonly LoadResult[], below: readonly LoadResult[], figure: (lap: LoadResult) => number): Spread =>
  spreadOf(above.map((lap, index) => figure(lap) / figure(below[index] ?? lap)))
