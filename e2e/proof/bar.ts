/**
 * The shape of a proof. One file `b<two digits>-<name>.ts` per bar of the reliability plan exports a `bar`; what several of
 * them need lies in `support/`. `main.ts` finds, runs and prints them.
 */

/** `pr`: counts short enough to run with every change. `full`: the counts of the plan. */
export type Tier = 'pr' | 'full'

export interface Bar {
  /** As in the file name: `b17`. */
  readonly id: string
  /** What holds, as one sentence. */
  readonly title: string
  run(tier: Tier): Promise<Finding>
  /** What `npm test` runs of it; the rest is for `npm run proof`, nightly and before a release. Default: all of it. */
  readonly inTests?: 'without_control' | 'nothing'
  /** Programs of other projects without which it cannot be shown. */
  readonly needs?: readonly string[]
  /** How many servers share the store and the cache of the run; only where those can be chosen. */
  readonly instances?: number
  /** At least one: a bar that cannot go red proves nothing. */
  readonly controls: readonly Control[]
}

/** The same bar with its defence taken away, from outside: by a port of another make, never by a switch in the product. */
export interface Control {
  /** What was broken. */
  readonly broken: string
  /** Must come back with `pass: false`; a run that throws is a failure, not a red bar. */
  run(tier: Tier): Promise<Finding>
}

/** What a run saw, figure by figure, beside what it may be. */
export interface Finding {
  readonly measured: Readonly<Record<string, number | string>>
  readonly limit: Readonly<Record<string, string>>
  readonly pass: boolean
}

/** One measured figure and its limit. */
export interface Figure {
  readonly value: number | string
  readonly limit: string
  readonly ok: boolean
}

/**
 * How many times longer than its limit the slowest of many things may take: `npm test` runs two files at a time on whatever
 * machine there is, which makes one of thousands slow. For that only: what must be over by a time has no patience anywhere,
 * and `npm run proof` has none at all.
 */
const patience = Number(process.env['LATCHKEY_PROOF_PATIENCE'] ?? 1)

export const exactly = (value: number | string, expected: number | string): Figure => ({
  value,
  limit: `= ${expected}`,
  ok: value === expected,
})
export const atMost = (value: number, limit: number): Figure => ({ value, limit: `<= ${limit}`, ok: value <= limit })
/** The slowest of many: judged as it is where the proof has the machine for itself, with patience where it shares it. */
export const within = (ms: number, limitMs: number): Figure => atMost(ms, limitMs * patience)
export const atLeast = (value: number, limit: number): Figure => ({ value, limit: `>= ${limit}`, ok: value >= limit })

/** A finding passes when each of its figures does. */
export function judge(figures: Readonly<Record<string, Figure>>): Finding {
  const entries = Object.entries(figures)
  return {
    measured: Object.fromEntries(entries.map(([name, { value }]) => [name, value])),
    limit: Object.fromEntries(entries.map(([name, { limit }]) => [name, limit])),
    pass: entries.length > 0 && entries.every(([, { ok }]) => ok),
  }
}

/** One finding out of several, each figure under the name of its part. */
export function combine(parts: Readonly<Record<string, Finding>>): Finding {
  const entries = Object.entries(parts)
  const named = <V>(pick: (finding: Finding) => Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(
      entries.flatMap(([part, finding]) => Object.entries(pick(finding)).map(([name, value]) => [`${part}.${name}`, value])),
    )
  return {
    measured: named(({ measured }) => measured),
    limit: named(({ limit }) => limit),
    pass: entries.length > 0 && entries.every(([, { pass }]) => pass),
  }
}
