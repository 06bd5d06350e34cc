import { parseArgs } from 'node:util'
import { allBudgets } from './budgets/all-budgets.ts'
import type { Rounds } from './measure/laps.ts'

export interface BenchOptions extends Rounds {
  /** Ids of the budgets to measure, lower case; empty is all of them. */
  readonly only: readonly string[]
  /** Keys in the big stores of P2 and P8. */
  readonly keys: number
  /** Keys in the very big stores of P7. */
  readonly manyKeys: number
  /** Where the results go; `undefined` when nothing is to be written. */
  readonly outputFolder: string | undefined
}

export const usage = `npm run bench -- [options]

  --only p1,p2    only these budgets
  --rounds 5      counted rounds of each pair
  --seconds 5     length of one round
  --warm-up 15    seconds of load before the first round
  --keys 1000000  keys in the stores of P2 and P8
  --many-keys 10000000  keys in the stores of P7
  --output DIR    where the results are written (default: bench/results, but nothing with --only or --quick)
  --quick         tiny figures, to see that everything works; says nothing about speed
`

const QUICK = { rounds: 1, seconds: 1, warmUpSeconds: 1, keys: 2_000, manyKeys: 20_000 }
const FULL = { rounds: 5, seconds: 5, warmUpSeconds: 15, keys: 1_000_000, manyKeys: 10_000_000 }

/** Throws a TypeError for an option that does not exist and a RangeError for a number that makes no sense. */
export function parseBenchOptions(args: readonly string[], resultsFolder: string): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      keys: { type: 'string' },
      'many-keys': { type: 'string' },
      output: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const defaults = values.quick ? QUICK : FULL
  const isFull = !values.quick && values.only === undefined
  return {
    only: knownIds(values.only ?? ''),
    rounds: positive('rounds', values.rounds, defaults.rounds),
    seconds: positive('seconds', values.seconds, defaults.seconds),
    warmUpSeconds: positive('warm-up', values['warm-up'], defaults.warmUpSeconds),
    keys: positive('keys', values.keys, defaults.keys),
    manyKeys: positive('many-keys', values['many-keys'], defaults.manyKeys),
    outputFolder: values.output ?? (isFull ? resultsFolder : undefined),
  }
}

function knownIds(text: string): readonly string[] {
  const ids = text
    .toLowerCase()
    .split(',')
    .filter((id) => id !== '')
  const unknown = ids.find((id) => !allBudgets.some((budget) => budget.id.toLowerCase() === id))
  if (unknown !== undefined) throw new RangeError(`--only knows no ${unknown}`)
  return ids
}

function positive(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text)
  if (!(value > 0 && value < Infinity)) throw new RangeError(`--${name} takes a number above 0`)
  return value
}
