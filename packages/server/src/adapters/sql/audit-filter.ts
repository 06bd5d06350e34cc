import type { AuditCondition } from '@latchkey/core/ports/audit-log'
import { type InstantRange, narrowRange } from './list-filter.ts'

/** All conditions of a list call folded into one slot per field. */
export interface AuditFilter {
  readonly actor: string | null
  readonly actorKind: string | null
  readonly target: string | null
  readonly targetKind: string | null
  /** Any of these; never empty. */
  readonly events: readonly string[] | null
  readonly time: InstantRange | undefined
}

/** Indexes of the events of a chain whose order is that of the pages. */
export type AuditRoute = 'by_target' | 'by_caller' | 'by_event'

const NO_FILTER: AuditFilter = { actor: null, actorKind: null, target: null, targetKind: null, events: null, time: undefined }

/** `undefined` when the conditions contradict each other, so that no event can match. */
export function foldAuditConditions(conditions: readonly AuditCondition[]): AuditFilter | undefined {
  let folded: AuditFilter | undefined = NO_FILTER
  for (const condition of conditions) folded = folded === undefined ? undefined : narrow(folded, condition)
  return folded
}

/** The one event that is meant, when there is only one. */
export const onlyEventOf = ({ events }: AuditFilter): string | null => (events?.length === 1 ? (events[0] ?? null) : null)

/** The index that leads to the fewest events; none: the chain itself. */
export function routeOf(filter: AuditFilter): AuditRoute | undefined {
  if (filter.target !== null) return 'by_target'
  if (filter.actor !== null) return 'by_caller'
  return onlyEventOf(filter) === null ? undefined : 'by_event'
}

const slots = { actor: 'actor', actor_kind: 'actorKind', target: 'target', target_kind: 'targetKind' } as const

function narrow(filter: AuditFilter, condition: AuditCondition): AuditFilter | undefined {
  switch (condition.field) {
    case 'time': {
      const time = narrowRange(filter.time, condition)
      return time && { ...filter, time }
    }
    case 'event': {
      const events = condition.anyOf.filter((name) => filter.events === null || filter.events.includes(name))
      return events.length === 0 ? undefined : { ...filter, events }
    }
    default: {
      const slot = slots[condition.field]
      const before = filter[slot]
      return before === null || before === condition.equals ? { ...filter, [slot]: condition.equals } : undefined
    }
  }
}
