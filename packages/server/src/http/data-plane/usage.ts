import type {
  ListUsageSourcesQuery,
  ListUsageSourcesResponse,
  ListVerificationFailuresQuery,
  ListVerificationFailuresResponse,
  QueryUsageQuery,
} from '@latchkey/contract/messages/usage'
import type { Clock } from '@latchkey/core/ports/clock'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { UsageStore } from '@latchkey/core/ports/usage-store'
import { makeListFailures } from '@latchkey/core/usage/list-failures'
import { makeQueryUsage } from '@latchkey/core/usage/query-usage'
import { failuresRequestFromWire, failureToWire, sourceToWire, usageRequestFromWire, usageToWire } from '../mapping/usage.ts'
import type { OperationHandler } from '../operation.ts'

export interface UsageHandlerDependencies {
  readonly usageStore: Pick<UsageStore, 'queryUsage' | 'listSources' | 'listFailures'>
  /** Whether this server counts verifications. */
  readonly isRecording: boolean
  readonly clock: Clock
  readonly random: RandomSource
}

/** Everything that tells how often keys were verified, by operation id. */
export const makeUsageHandlers = (deps: UsageHandlerDependencies) =>
  ({
    adminQueryUsage: makeQueryUsageHandler(deps),
    adminListUsageSources: makeListUsageSourcesHandler(deps),
    adminListVerificationFailures: makeListVerificationFailuresHandler(deps),
  }) satisfies Record<string, OperationHandler>

function makeQueryUsageHandler(deps: UsageHandlerDependencies): OperationHandler {
  const queryUsage = makeQueryUsage(deps)
  return async ({ project, query }) => {
    const asked = query as QueryUsageQuery
    const report = await queryUsage(project, usageRequestFromWire(asked))
    return { status: 200, body: usageToWire(report, asked, deps.isRecording) }
  }
}

const makeListUsageSourcesHandler =
  ({ usageStore }: UsageHandlerDependencies): OperationHandler =>
  async ({ project, query }) => {
    const sources = await usageStore.listSources(project.id, (query as ListUsageSourcesQuery).key_id)
    const body: ListUsageSourcesResponse = { sources: sources.map(sourceToWire) }
    return { status: 200, body }
  }

function makeListVerificationFailuresHandler(deps: UsageHandlerDependencies): OperationHandler {
  const listFailures = makeListFailures(deps)
  return async ({ project, query }) => {
    const { failures, nextPageToken } = await listFailures(
      project,
      failuresRequestFromWire(query as ListVerificationFailuresQuery),
    )
    const body: ListVerificationFailuresResponse = {
      verification_failures: failures.map(failureToWire),
      next_page_token: nextPageToken,
    }
    return { status: 200, body }
  }
}
