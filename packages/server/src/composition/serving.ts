import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { LoadedConfig } from '../config/load-config.ts'
import type { MetricsPrinter } from '../http/operations/operations-server.ts'

/** What answers requests: this thread, or several others. */
export interface Serving {
  /** Resolves to the port when all of it listens. Rejects with the reason why it cannot. */
  open(): Promise<number>
  /** The configuration in effect is now this one. */
  applyConfig(loaded: LoadedConfig): void
  /** What keeps it from its work; nothing once it is open and well. */
  findProblems(): Readonly<Record<string, string>>
  /** What makes it slower or less exact. */
  findDegradations(): Awaitable<Readonly<Record<string, string>>>
  readonly printMetrics: MetricsPrinter
  /** Takes no more connections, finishes the requests under way and writes what is queued. */
  stop(): Promise<void>
}
