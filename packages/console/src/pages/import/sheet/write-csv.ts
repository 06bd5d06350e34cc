/** What a spreadsheet would take for a formula (CWE-1236), and our own sign against that. */
const RISKY = /^[=+\-@\t\r']/

/** A cell of a CSV file that no spreadsheet computes: `=1+1` is written as `'=1+1`. */
export function csvCell(text: string): string {
  const safe = RISKY.test(text) ? `'${text}` : text
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The inverse, for files that were written here. */
export const withoutEscape = (text: string): string => (text.startsWith("'") && RISKY.test(text.slice(1)) ? text.slice(1) : text)

export const csvText = (rows: readonly (readonly string[])[]): string =>
  `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`
