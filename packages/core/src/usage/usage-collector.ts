import type { Instant } from '../ports/clock.ts'
import type { UsageFigures, UsageGroup } from '../ports/usage-store.ts'
import { addCounts, emptyCounts, type OutcomeCounts, sumOfCounts } from './usage-event.ts'

interface Collected {
  readonly counts: number[]
  readonly slots: Map<Instant, number[]>
}

/** The names with the most verifications, of equal ones the first in the order of their characters. */
export function busiestNames(totals: ReadonlyMap<string, number>, top: number): ReadonlySet<string> {
  const names = [...totals].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
  return new Set(names.slice(0, top).map(([name]) => name))
}

/** Puts counted rows together to the figures of a query. */
export class UsageCollector {
  readonly #chosen: ReadonlySet<string>
  readonly #groups = new Map<string | undefined, Collected>()

  /** Only these groups are told apart. */
  constructor(chosen: ReadonlySet<string>) {
    this.#chosen = chosen
  }

  add(name: string, startsAt: Instant, counts: OutcomeCounts): void {
    const group = this.#groupOf(this.#chosen.has(name) ? name : undefined)
    let slot = group.slots.get(startsAt)
    if (slot === undefined) {
      slot = emptyCounts()
      group.slots.set(startsAt, slot)
    }
    addCounts(slot, counts)
    addCounts(group.counts, counts)
  }

  figures(): UsageFigures {
    const groups = [...this.#groups].map(
      ([name, { counts, slots }]): UsageGroup => ({
        name,
        counts,
        slots: [...slots].sort(([a], [b]) => a - b).map(([startsAt, slot]) => ({ startsAt, counts: slot })),
      }),
    )
    return { groups: groups.sort(byWeight) }
  }

  #groupOf(name: string | undefined): Collected {
    const known = this.#groups.get(name)
    if (known !== undefined) return known
    const fresh: Collected = { counts: emptyCounts(), slots: new Map() }
    this.#groups.set(name, fresh)
    return fresh
  }
}

function byWeight(a: UsageGroup, b: UsageGroup): number {
  if (a.name === undefined || b.name === undefined) return a.name === undefined ? 1 : -1
  return sumOfCounts(b.counts) - sumOfCounts(a.counts) || (a.name < b.name ? -1 : 1)
}
