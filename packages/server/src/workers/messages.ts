import type { MetricFigures } from '../telemetry/merge-figures.ts'

/** What the main thread tells a worker; `Reload` is how a configuration travels. */
export type ToWorker<Reload> =
  /** Port 0 takes a free one, which the others then share. */
  | { readonly kind: 'listen'; readonly port: number }
  | { readonly kind: 'reload'; readonly reload: Reload }
  | { readonly kind: 'read_figures'; readonly question: number }
  /** A stop is coming: not ready any more, and answers close their connections. */
  | { readonly kind: 'announce_stop' }
  /** Finish what is under way, then end. */
  | { readonly kind: 'stop' }

/** What a worker tells the main thread. */
export type FromWorker =
  /** Put together, not yet listening. */
  | { readonly kind: 'prepared' }
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'figures'; readonly question: number; readonly figures: MetricFigures }
  /** Lines of its log, in their order. */
  | { readonly kind: 'log'; readonly lines: readonly string[] }

/** Which thread this is. */
export interface WorkerIdentity {
  /** From 1 to how many there are; a successor has the number of the one it replaces. */
  readonly worker: number
  /** Never the same for two threads. */
  readonly owner: number
}
