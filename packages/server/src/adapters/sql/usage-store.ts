import type { ProjectId } from '@latchkey/core/key/api-key'
import type {
  FailureCount,
  FailureQuery,
  UsageEnds,
  UsageFigures,
  UsageQuery,
  UsageSource,
  UsageStore,
  UsageTally,
} from '@latchkey/core/ports/usage-store'
import type { SqlCommits } from './commits.ts'
import type { SqlDatabase } from './sql-database.ts'
import { listFailures } from './usage-failures.ts'
import { listSources, queryUsage } from './usage-reader.ts'
import { FIRST_SOURCE, removeUsage, type SourcePlace } from './usage-removal.ts'
import { addUsage } from './usage-writer.ts'

export interface SqlUsageStoreParts {
  readonly database: SqlDatabase
  readonly commits: SqlCommits
}

export class SqlUsageStore implements UsageStore {
  readonly #database: SqlDatabase
  readonly #commits: SqlCommits
  /** The age of sources has no order to go by: so they are walked through, round after round. */
  #sourcesAfter: SourcePlace = FIRST_SOURCE

  constructor({ database, commits }: SqlUsageStoreParts) {
    this.#database = database
    this.#commits = commits
  }

  async recordUsage(tallies: readonly UsageTally[]): Promise<void> {
    if (tallies.length === 0) return
    await this.#commits.runUnchained(({ session }) => addUsage(session, this.#database.dialect, tallies))
  }

  queryUsage(projectId: ProjectId, query: UsageQuery): Promise<UsageFigures> {
    return queryUsage(this.#database.administration, projectId, query)
  }

  listSources(projectId: ProjectId, keyId: string): Promise<readonly UsageSource[]> {
    return listSources(this.#database.administration, projectId, keyId)
  }

  listFailures(projectId: ProjectId, query: FailureQuery): Promise<readonly FailureCount[]> {
    return listFailures(this.#database.administration, projectId, query)
  }

  async removeUsageBefore(ends: UsageEnds, limit: number): Promise<{ readonly removed: number; readonly hasMore: boolean }> {
    const from = this.#sourcesAfter
    const { removed, sourcesAfter, hasMore } = await this.#commits.runUnchained(({ session }) =>
      removeUsage(session, ends, limit, from),
    )
    this.#sourcesAfter = sourcesAfter
    return { removed, hasMore }
  }
}
