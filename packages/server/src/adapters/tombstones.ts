import type { KeyId, ProjectId } from '@latchkey/core/key/api-key'

/** Far longer than any read of a store may take: such a read is cut off after seconds. */
export const TOMBSTONE_LIFE_MS = 60_000

interface Tombstone {
  readonly version: number
  readonly endsAtMs: number
}

/** The versions that evicted keys must have reached before they may be cached again. Bounded; oldest first out. */
export class Tombstones {
  // All live equally long and a renewed one moves to the end, so the map's own order is the order of expiry.
  readonly #graves = new Map<string, Tombstone>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  /** The lowest version that may be cached; 0 when there is no tombstone. */
  versionOf(projectId: ProjectId, keyId: KeyId, nowMs: number): number {
    const tombstone = this.#graves.get(nameOf(projectId, keyId))
    return tombstone === undefined || tombstone.endsAtMs <= nowMs ? 0 : tombstone.version
  }

  /** `overflow`: one that was still needed had to make room. */
  bury(projectId: ProjectId, keyId: KeyId, version: number, nowMs: number): 'kept' | 'overflow' {
    const name = nameOf(projectId, keyId)
    const highest = Math.max(version, this.#graves.get(name)?.version ?? 0)
    this.#graves.delete(name)
    this.#graves.set(name, { version: highest, endsAtMs: nowMs + TOMBSTONE_LIFE_MS })
    return this.#trim(nowMs)
  }

  #trim(nowMs: number): 'kept' | 'overflow' {
    let result: 'kept' | 'overflow' = 'kept'
    for (const [name, tombstone] of this.#graves) {
      const isOver = tombstone.endsAtMs <= nowMs
      if (!isOver && this.#graves.size <= this.#max) break
      this.#graves.delete(name)
      if (!isOver) result = 'overflow'
    }
    return result
  }
}

const nameOf = (projectId: ProjectId, keyId: KeyId): string => `${projectId} ${keyId}`
