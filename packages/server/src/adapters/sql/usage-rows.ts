import type { UsageTally } from '@latchkey/core/ports/usage-store'
import { addCounts, type OutcomeCounts, usageOutcomes } from '@latchkey/core/usage/usage-event'
import type { UsagePeriod } from '@latchkey/core/usage/usage-period'

/** One column per outcome, in the order of `usageOutcomes`. */
export const countColumns = usageOutcomes.join(', ')
export const countSlots = usageOutcomes.map(() => '?').join(', ')
export const addedCounts = usageOutcomes.map((outcome) => `${outcome} = ${outcome} + excluded.${outcome}`).join(', ')

/** How the length of a bucket is written: in minutes. */
export const periodColumn: Readonly<Record<UsagePeriod, number>> = { minute: 1, hour: 60, day: 1440 }

/** The counts at the end of a row. */
export const countsOf = (row: readonly unknown[]): OutcomeCounts => row.slice(-usageOutcomes.length).map(Number)

type Place = Pick<UsageTally, 'projectId' | 'keyId' | 'actorId' | 'minute'>

/** Verifications of one place and minute, whatever address they came from. */
export interface MergedTally extends Place {
  readonly counts: number[]
}

/** Adds up tallies that follow each other and have the same place: a recorder hands over the sources of a key together. */
export function mergeNeighbours(tallies: readonly UsageTally[], isSame: (a: Place, b: Place) => boolean): readonly MergedTally[] {
  const merged: MergedTally[] = []
  for (const tally of tallies) {
    const last = merged.at(-1)
    if (last !== undefined && isSame(last, tally)) addCounts(last.counts, tally.counts)
    else merged.push({ ...tally, counts: [...tally.counts] })
  }
  return merged
}

export const sameProject = (a: Place, b: Place): boolean => a.projectId === b.projectId && a.minute === b.minute
export const sameKey = (a: Place, b: Place): boolean => sameProject(a, b) && a.keyId === b.keyId
