import type { Limit, Unit } from '../budgets/budget.ts'
import type { Spread } from '../measure/statistics.ts'

/** Three significant digits, and whole numbers from a hundred on. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}

/** `0.83 × (0.8–0.86)`: median, and the least and the most in brackets when there is more than one value. */
export function spreadText({ median, min, max }: Spread, unit: Unit): string {
  const range = min === max ? '' : ` (${numberText(min)}–${numberText(max)})`
  return `${numberText(median)} ${unit}${range}`
}

/** `≥ 0.85, now ≥ 0.65` */
export function limitText(limit: Limit, unit: Unit): string {
  if ('atMost' in limit) return `≤ ${numberText(limit.atMost)} ${unit}`
  const now = limit.requiredNow === undefined ? '' : `, now ≥ ${numberText(limit.requiredNow)}`
  return `≥ ${numberText(limit.atLeast)} ${unit}${now}`
}
