import { type Load, type LoadResult, runLoad } from './load.ts'
import type { ServerProcess } from './server-process.ts'
import { type Spread, spreadOf } from './statistics.ts'

export interface Contestant {
  readonly server: ServerProcess
  readonly load: Omit<Load, 'seconds'>
}

export interface Comparison {
  /** CPU per request of the yardstick ÷ ours: 1.0 is as cheap, more is cheaper. */
  readonly cpuRatio: Spread
  readonly ours: Spread
  readonly yardstick: Spread
  readonly oursPerSecond: Spread
  readonly yardstickPerSecond: Spread
}

export interface Rounds {
  readonly rounds: number
  readonly seconds: number
}

/** Runs both in turn, round by round, so that a drifting machine drifts under both; one uncounted round first. */
export async function compare(ours: Contestant, yardstick: Contestant, { rounds, seconds }: Rounds): Promise<Comparison> {
  const pairs: { readonly a: LoadResult; readonly b: LoadResult }[] = []
  for (let round = 0; round <= rounds; round++) {
    const a = await runLoad(ours.server, { ...ours.load, seconds })
    const b = await runLoad(yardstick.server, { ...yardstick.load, seconds })
    if (round > 0) pairs.push({ a, b })
  }
  return {
    cpuRatio: spreadOf(pairs.map(({ a, b }) => b.cpuMicrosecondsPerRequest / a.cpuMicrosecondsPerRequest)),
    ours: spreadOf(pairs.map(({ a }) => a.cpuMicrosecondsPerRequest)),
    yardstick: spreadOf(pairs.map(({ b }) => b.cpuMicrosecondsPerRequest)),
    oursPerSecond: spreadOf(pairs.map(({ a }) => a.requestsPerSecond)),
    yardstickPerSecond: spreadOf(pairs.map(({ b }) => b.requestsPerSecond)),
  }
}
