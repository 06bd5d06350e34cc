import type { ApiKey, ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import type { SweptKeys } from '@latchkey/core/ports/key-store'

/** A key that a sweep takes, and when it ended. */
export interface EndedKey {
  readonly key: ApiKey
  readonly endedAt: Instant
}

/** What a sweep takes from each project. */
export function sweptByProject(ended: readonly EndedKey[]): readonly SweptKeys[] {
  const byProject = Map.groupBy(ended, ({ key }) => key.projectId)
  return [...byProject].map(([projectId, ofProject]) => summaryOf(projectId, ofProject))
}

function summaryOf(projectId: ProjectId, ended: readonly EndedKey[]): SweptKeys {
  const ends = ended.map(({ endedAt }) => endedAt)
  const issued = ended.filter(({ key }) => key.origin === 'issued').length
  return {
    projectId,
    issued,
    imported: ended.length - issued,
    firstEnd: Math.min(...ends) as Instant,
    lastEnd: Math.max(...ends) as Instant,
  }
}
