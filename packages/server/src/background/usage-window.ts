import type { ProjectId } from '@latchkey/core/key/api-key'
import type { Instant } from '@latchkey/core/ports/clock'
import { SOURCES_MAX, type UsageTally } from '@latchkey/core/ports/usage-store'
import { addCounts, emptyCounts, NO_IP, outcomeIndex, REST_OF_KEYS, type UsageEvent } from '@latchkey/core/usage/usage-event'

/** Verifications from one address. */
interface Source {
  readonly ip: string
  firstAt: Instant
  lastAt: Instant
  readonly counts: number[]
}

interface KeyCounts {
  readonly actorId: string
  /** The source seen last: most keys have only one. */
  latest: Source
  /** All sources, once there are several. */
  all: Map<string, Source> | undefined
}

type Origin = Pick<UsageEvent, 'projectId' | 'keyId' | 'actorId' | 'ip'>

/** How many more sources may be told apart, in all windows together. Below zero only what has no room is added up. */
export interface Room {
  left: number
}

/** Entries beyond the room: one per project and minute for whatever finds none. */
const OVERFLOW_MAX = 10_000

/** Verifications of one minute that are not written yet. */
export class UsageWindow {
  readonly minute: Instant
  readonly #room: Room
  readonly #projects = new Map<ProjectId, Map<string, KeyCounts>>()
  /** The project seen last: events of one come in runs. */
  #latest: { readonly id: ProjectId; readonly keys: Map<string, KeyCounts> } | undefined

  constructor(minute: Instant, room: Room) {
    this.minute = minute
    this.#room = room
  }

  /** Counts one verification. Nearly always two look-ups and an addition. False when there is no room for it at all. */
  add(event: UsageEvent): boolean {
    const source = this.#sourceOf(event, event.at)
    if (source === undefined) return false
    const index = outcomeIndex[event.outcome]
    source.counts[index] = (source.counts[index] ?? 0) + 1
    if (event.at > source.lastAt) source.lastAt = event.at
    return true
  }

  /** Takes a tally back that could not be written. False when there is no room for it any more. */
  restore(tally: UsageTally): boolean {
    const source = this.#sourceOf(tally, tally.firstAt)
    if (source === undefined) return false
    addCounts(source.counts, tally.counts)
    if (tally.firstAt < source.firstAt) source.firstAt = tally.firstAt
    if (tally.lastAt > source.lastAt) source.lastAt = tally.lastAt
    return true
  }

  /** Everything that was counted, to be written: by key, because rows that lie together in a store are cheaper to write together. */
  *tallies(): Generator<UsageTally, void, undefined> {
    for (const [projectId, keys] of this.#projects) {
      for (const [keyId, { actorId, latest, all }] of [...keys].sort(([a], [b]) => (a < b ? -1 : 1))) {
        for (const source of all?.values() ?? [latest]) {
          yield { projectId, keyId, actorId, minute: this.minute, ...source }
        }
      }
    }
  }

  #sourceOf(origin: Origin, at: Instant): Source | undefined {
    const keys = this.#keysOf(origin.projectId)
    const key = keys.get(origin.keyId)
    if (key === undefined) return this.#openKey(keys, origin, at)
    if (key.latest.ip === origin.ip) return key.latest
    key.latest = key.all?.get(origin.ip) ?? this.#openSource(key, origin.ip, at)
    return key.latest
  }

  #keysOf(id: ProjectId): Map<string, KeyCounts> {
    if (this.#latest?.id === id) return this.#latest.keys
    const keys = this.#projects.get(id) ?? new Map<string, KeyCounts>()
    this.#projects.set(id, keys)
    this.#latest = { id, keys }
    return keys
  }

  #openKey(keys: Map<string, KeyCounts>, { keyId, actorId, ip }: Origin, at: Instant): Source | undefined {
    const source = openSource(this.#room.left > 0 ? ip : NO_IP, at)
    if (this.#room.left > 0) keys.set(keyId, { actorId, latest: source, all: undefined })
    else {
      const rest = keys.get(REST_OF_KEYS)
      if (rest !== undefined) return rest.latest
      if (this.#room.left <= -OVERFLOW_MAX) return undefined
      keys.set(REST_OF_KEYS, { actorId: '', latest: source, all: undefined })
    }
    this.#room.left -= 1
    return source
  }

  #openSource(key: KeyCounts, ip: string, at: Instant): Source {
    key.all ??= new Map([[key.latest.ip, key.latest]])
    const name = this.#room.left > 0 && key.all.size < SOURCES_MAX ? ip : NO_IP
    const known = key.all.get(name)
    if (known !== undefined) return known
    const source = openSource(name, at)
    key.all.set(name, source)
    this.#room.left -= 1
    return source
  }
}

const openSource = (ip: string, at: Instant): Source => ({ ip, firstAt: at, lastAt: at, counts: emptyCounts() })
