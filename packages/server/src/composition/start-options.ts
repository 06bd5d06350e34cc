import type { Environment } from '../config/environment.ts'
import type { Overrides } from './overrides.ts'
import type { Surface } from './surfaces.ts'

export interface StartOptions {
  readonly configFile?: string | undefined
  readonly environment: Environment
  /** Default: all. */
  readonly surface?: Surface
  /** Threads that answer requests, `auto`: one per core; default: `serve.http.workers`. */
  readonly workers?: number | 'auto' | undefined
  /** Brings the schema up to date first, which only an embedded database needs not be told. */
  readonly migrate?: boolean
  /** With one worker only: nothing of it could be handed to another thread. */
  readonly overrides?: Overrides
}
