import { type Finding, meets, meetsRequired } from '../budgets/budget.ts'
import { limitText, spreadText } from './number-text.ts'

type Row = readonly string[]

const headings: Row = ['id', 'measure', 'figure', 'budget', '']

const verdictOf = (finding: Finding): string => {
  if (meets(finding)) return 'met'
  return meetsRequired(finding) ? 'met for now' : 'MISSED'
}

const rowOf = (finding: Finding): Row => [
  finding.id,
  finding.measure,
  spreadText(finding.value, finding.unit),
  limitText(finding.limit, finding.unit),
  verdictOf(finding),
]

const detailRows = ({ details }: Finding): readonly Row[] =>
  details.map(({ name, value, unit }) => ['', `  ${name}`, spreadText(value, unit), '', ''])

/** Columns of equal width for a terminal, details below each figure. */
export function renderTextTable(findings: readonly Finding[]): string {
  const rows = [headings, ...findings.flatMap((finding) => [rowOf(finding), ...detailRows(finding)])]
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** One Markdown table of the figures, and one of what they were made of. */
export function renderMarkdown(findings: readonly Finding[]): string {
  const figures = markdownTable(headings, findings.map(rowOf))
  const details = findings.flatMap((finding) =>
    finding.details.map(({ name, value, unit }): Row => [finding.id, finding.measure, name, spreadText(value, unit)]),
  )
  return `${figures}\n\n## What the figures are made of\n\n${markdownTable(['id', 'measure', 'part', 'figure'], details)}\n`
}

const markdownTable = (head: Row, rows: readonly Row[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
