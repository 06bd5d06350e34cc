import type { Diagnostics, ShippedPackage, SystemState } from '@latchkey/contract/messages/console-system'
import type { Awaitable } from '@latchkey/core/ports/awaitable'
import type { Instant } from '@latchkey/core/ports/clock'

/** What the server knows of itself; none of it is a secret. */
export interface SystemFacts {
  readonly version: string
  readonly startedAt: Instant
  readonly surface: string
  /** `undefined`: it comes from a secret setting. */
  readonly storeKind: SystemState['store']['kind']
  readonly storePath: string | undefined
  readonly apiAddress: string
  readonly operationsAddress: string
  readonly publicUrl: string | undefined
  readonly cacheMaxBytes: number
  readonly isTracing: boolean
  readonly masterKey: SystemState['master_key']
  readonly warnings: readonly string[]
  readonly settings: Diagnostics['settings']
  /** Names only. */
  readonly environmentVariables: readonly string[]
  readonly packages: readonly ShippedPackage[]
}

export interface SystemReader {
  /** Under the configuration of the moment. */
  readFacts(): SystemFacts
  /** The machine, and what this process takes of it. */
  readPlatform(): Diagnostics['platform']
  /** Asks the store. */
  isStoreHealthy(): boolean
  readSchema(): Awaitable<{ readonly current: number; readonly latest: number }>
  readonly latestSchema: number
}
