import { styleText } from 'node:util'

export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Cells are shown in full. */
  readonly wide?: boolean
}

/** One thing, a line per field. */
export type FieldList = readonly (readonly [label: string, value: string])[]

const COLUMN_GAP = '  '
/** Room for the id of an imported key. */
const CELL_MAX_CHARACTERS = 64

export function renderTable(table: Table, colour: boolean): string {
  const rows = table.rows.map((row) => row.map((cell) => (table.wide === true ? printable(cell) : shorten(printable(cell)))))
  const widths = table.columns.map((column, index) =>
    rows.reduce((width, row) => Math.max(width, row[index]?.length ?? 0), column.length),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(COLUMN_GAP)
      .trimEnd()
  const header = line(table.columns.map((column) => column.toUpperCase()))
  return [colour ? styled('bold', header) : header, ...rows.map(line)].map((text) => `${text}\n`).join('')
}

export function renderFields(fields: FieldList, colour: boolean): string {
  const width = fields.reduce((widest, [label]) => Math.max(widest, label.length), 0)
  return fields
    .map(([label, value]) => {
      const heading = label.padEnd(width)
      return `${colour ? styled('bold', heading) : heading}${COLUMN_GAP}${printable(value)}\n`
    })
    .join('')
}

/** Text from elsewhere must not move the cursor, change colours or reverse the reading direction of a terminal. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)

const shorten = (text: string): string =>
  text.length <= CELL_MAX_CHARACTERS ? text : `${text.slice(0, CELL_MAX_CHARACTERS - 1)}…`

export const styled = (style: 'bold' | 'red' | 'yellow' | 'green' | 'dim', text: string): string =>
  styleText(style, text, { validateStream: false })
