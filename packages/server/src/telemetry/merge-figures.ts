import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client'

/** Metrics of one thread as plain values. */
export type MetricFigures = readonly { readonly name: string; readonly type: string }[]

type Figures = MetricObjectWithValues<MetricValue<string>>

/** About the process, which is one, however many threads read it. */
const isOfProcess = ({ name }: { readonly name: string }): boolean => name.startsWith('process_')

/** What a thread counts for itself. */
export const withoutProcess = (figures: MetricFigures): MetricFigures => figures.filter((metric) => !isOfProcess(metric))

/** What must not be lost when the thread that counted it has ended. */
export const countedOf = (figures: MetricFigures): MetricFigures =>
  figures.filter(({ type }) => type === 'counter' || type === 'histogram')

/** The figures of several threads as those of one: what was counted is added up, what is late is as late as the latest. */
export const mergeFigures = async (parts: readonly MetricFigures[]): Promise<MetricFigures> =>
  (await aggregated(parts).getMetricsAsJSON()) as unknown as MetricFigures

/** The same in Prometheus's text format, and what that is called. */
export async function printMerged(parts: readonly MetricFigures[]): Promise<{ readonly type: string; readonly text: string }> {
  const registry = aggregated(parts)
  return { type: registry.contentType, text: await registry.metrics() }
}

const aggregated = (parts: readonly MetricFigures[]) =>
  AggregatorRegistry.aggregate(parts.map((figures) => (figures as unknown as readonly Figures[]).map(ruled)))

/** An idle thread would hide on average how late a busy one is; and what the library leaves out is the same in every thread. */
function ruled(metric: Figures): Figures {
  const rules: Readonly<Record<string, Figures['aggregator']>> = { average: 'max', omit: 'first' }
  return { ...metric, aggregator: rules[metric.aggregator] ?? metric.aggregator }
}
