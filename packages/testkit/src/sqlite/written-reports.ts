/** One line of what a writing process says: the store has acknowledged everything except `tries`. */
export type Report =
  | { readonly ready: true }
  /** A request id that is about to be used for an issue. */
  | { readonly tries: string }
  | { readonly exists: string; readonly until?: 'deleted' }
  | { readonly revoked: string; readonly successor: string }
  | { readonly deleted: string }

/** Reads the reports of a killed process; its last line may be cut off. */
export const parseReports = (output: string): readonly Report[] =>
  output
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Report)
