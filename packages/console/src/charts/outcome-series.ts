import { codeName, codesOf, groupName, type OutcomeCode, type OutcomeGroup, outcomeGroups } from './outcomes.ts'
import type { PatternName } from './patterns.tsx'

/** One layer of the stack. Its pattern tells it apart for whoever does not see the colour. */
export interface Series {
  readonly id: string
  readonly name: string
  readonly color: string
  readonly pattern: PatternName
  readonly codes: readonly OutcomeCode[]
}

const colors: Readonly<Record<OutcomeGroup, string>> = {
  valid: 'var(--chart-valid)',
  limited: 'var(--chart-limited)',
  rejected: 'var(--chart-rejected)',
  error: 'var(--chart-error)',
}

const groupPatterns: Readonly<Record<OutcomeGroup, PatternName>> = {
  valid: 'plain',
  limited: 'plain',
  rejected: 'rising',
  error: 'dots',
}

const rejectedPatterns: readonly PatternName[] = [
  'rising',
  'falling',
  'level',
  'upright',
  'grid',
  'cross',
  'fine-rising',
  'fine-level',
]

export const groupSeries = (): readonly Series[] =>
  outcomeGroups.map((group) => ({
    id: group,
    name: groupName(group),
    color: colors[group],
    pattern: groupPatterns[group],
    codes: codesOf[group],
  }))

/** Each code by itself, in the colour of its group with a pattern of its own. */
export const codeSeries = (): readonly Series[] =>
  outcomeGroups.flatMap((group) =>
    codesOf[group].map((code, index) => ({
      id: code,
      name: codeName(code),
      color: colors[group],
      pattern: group === 'rejected' ? (rejectedPatterns[index] ?? 'rising') : groupPatterns[group],
      codes: [code],
    })),
  )
