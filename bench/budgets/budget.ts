import type { Rounds } from '../measure/laps.ts'
import type { Spread } from '../measure/statistics.ts'

export interface BudgetContext extends Rounds {
  /** Keys in the big stores of P2 and P8. */
  readonly keys: number
  /** Keys in the very big stores of P7. */
  readonly manyKeys: number
  /** Stops and removes, in reverse order, what the measure started and made. */
  readonly resources: AsyncDisposableStack
}

/** `×` is a ratio; CPU microseconds are those of the server, per request. */
export type Unit = '×' | 'µs' | '/s' | 'ms' | 'MB' | 'bytes'

/** What the figure must reach in the end, and what it must reach by now where that is less. */
export type Limit = { readonly atLeast: number; readonly requiredNow?: number } | { readonly atMost: number }

export interface Detail {
  readonly name: string
  readonly unit: Unit
  readonly value: Spread
}

export interface Finding {
  /** As in the table of budgets: `P1`. */
  readonly id: string
  readonly measure: string
  readonly unit: Unit
  readonly value: Spread
  readonly limit: Limit
  readonly details: readonly Detail[]
}

export interface Budget {
  readonly id: string
  measure(context: BudgetContext): Promise<readonly Finding[]>
}

export function meets({ value, limit }: Pick<Finding, 'value' | 'limit'>): boolean {
  return 'atLeast' in limit ? value.median >= limit.atLeast : value.median <= limit.atMost
}

/** Whether the figure reaches what is required by now: the budget itself where nothing less was agreed. */
export function meetsRequired(finding: Pick<Finding, 'value' | 'limit'>): boolean {
  const { value, limit } = finding
  return 'requiredNow' in limit && limit.requiredNow !== undefined ? value.median >= limit.requiredNow : meets(finding)
}
