import type { Health } from '../http/operations/operations-server.ts'
import { VERSION } from '../version.ts'
import type { Store } from './open-store.ts'

export interface HealthFacts {
  /** Given when a stop was asked for. */
  readonly stopping: AbortSignal
  /** What else keeps it from its work. */
  readonly findProblems?: () => Readonly<Record<string, string>>
  readonly findDegradations?: Health['findDegradations']
}

export const makeHealth = (
  { store }: { readonly store: Pick<Store, 'isHealthy'> },
  { stopping, findProblems = () => ({}), findDegradations = () => ({}) }: HealthFacts,
): Health => ({
  findProblems: () => ({
    ...(stopping.aborted ? { server: 'is stopping' } : {}),
    ...(store.isHealthy() ? {} : { store: 'cannot be reached' }),
    ...findProblems(),
  }),
  findDegradations,
  version: VERSION,
})
