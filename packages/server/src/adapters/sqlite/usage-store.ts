import type { DatabaseSync } from 'node:sqlite'
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
import type { GroupCommit } from './group-commit.ts'
import { UsageReader } from './usage-reader.ts'
import { UsageRemoval } from './usage-removal.ts'
import { UsageWriter } from './usage-writer.ts'

export class SqliteUsageStore implements UsageStore {
  readonly #commits: GroupCommit
  readonly #writer: UsageWriter
  readonly #reader: UsageReader
  readonly #removal: UsageRemoval

  constructor(db: DatabaseSync, commits: GroupCommit) {
    this.#commits = commits
    this.#writer = new UsageWriter(db)
    this.#reader = new UsageReader(db)
    this.#removal = new UsageRemoval(db)
  }

  recordUsage(tallies: readonly UsageTally[]): Promise<void> {
    return this.#commits.run(() => this.#writer.add(tallies), tallies.length)
  }

  queryUsage(projectId: ProjectId, query: UsageQuery): Promise<UsageFigures> {
    return this.#reader.query(projectId, query)
  }

  listSources(projectId: ProjectId, keyId: string): readonly UsageSource[] {
    return this.#reader.listSources(projectId, keyId)
  }

  listFailures(projectId: ProjectId, query: FailureQuery): readonly FailureCount[] {
    return this.#reader.listFailures(projectId, query)
  }

  removeUsageBefore(ends: UsageEnds, limit: number): Promise<{ readonly removed: number; readonly hasMore: boolean }> {
    return this.#commits.run(() => this.#removal.removeBefore(ends, limit), limit)
  }
}
