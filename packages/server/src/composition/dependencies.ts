import type { MetricFigures } from '../telemetry/merge-figures.ts'

/** The gauge of what a server relies on and can do without. */
export const DEPENDENCY_UP = {
  name: 'latchkey_dependency_up',
  help: 'Whether what this server relies on can be reached: in how many of its threads.',
}

/** Without it a server is not degraded but not ready. */
export const DATABASE = 'database'

/** The database as far as it takes changes. */
export const WRITES = 'writes'

const UNREACHABLE = 'cannot be reached'
const reasons: ReadonlyMap<string, string> = new Map([[WRITES, 'are refused by the database']])

export const degradationOf = (dependency: string, isUp: boolean): Readonly<Record<string, string>> =>
  isUp ? {} : { [dependency]: reasons.get(dependency) ?? UNREACHABLE }

/** The same out of what several threads have counted. */
export function degradationsIn(figures: readonly MetricFigures[]): Readonly<Record<string, string>> {
  const gauges = figures.flat().filter(({ name }) => name === DEPENDENCY_UP.name) as unknown as readonly Gauge[]
  const down = gauges
    .flatMap(({ values }) => values)
    .filter(({ value, labels }) => value === 0 && labels['dependency'] !== DATABASE)
  return Object.assign({}, ...down.map(({ labels }) => degradationOf(String(labels['dependency']), false)))
}

interface Gauge {
  readonly values: readonly { readonly value: number; readonly labels: Readonly<Record<string, unknown>> }[]
}
