/** What a column holds here: text, whole numbers up to 2^53 (also instants and truth as 0 and 1), or nothing. */
export type SqlValue = string | number | null
/** Rows are tuples, typed by the one place that wrote the columns. */
export type SqlRow = readonly SqlValue[]

/** `anew`: for these very values, because which of its conditions hold hangs on them. Otherwise a plan may serve any values. */
export type Planning = 'anew'

/**
 * Asks one statement at a time. Texts are constants with one `?` per value, in the SQL that all engines share; what they do
 * not share comes from the dialect. Rejects with `service_unavailable` when no answer comes in time.
 */
export interface SqlReader {
  all<Row extends SqlRow>(text: string, values?: readonly SqlValue[], planning?: Planning): Promise<readonly Row[]>
  /** The first row. */
  get<Row extends SqlRow>(text: string, values?: readonly SqlValue[]): Promise<Row | undefined>
}

/** One open transaction, read committed: each statement sees what was committed when it began. */
export interface SqlSession extends SqlReader {
  /** Resolves to how many rows it met, changed or not. */
  run(text: string, values?: readonly SqlValue[]): Promise<number>
  /** Runs an INSERT of one row; false when a unique constraint forbids it. The transaction goes on either way. */
  insertNew(text: string, values: readonly SqlValue[]): Promise<boolean>
  /** What `work` has written is taken back when it rejects; the transaction goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>
}

/** What an INSERT does to the row that is there already: takes the new value, adds it, or keeps the smaller or the larger. */
export type ConflictChange = 'replace' | 'add' | 'least' | 'greatest'

/** What the engines do not share. */
export interface SqlDialect {
  readonly engine: 'postgres' | 'cockroach' | 'mysql' | 'mariadb'
  /** A slot whose type the engine could not tell from where it stands. */
  asText(slot: '?'): string
  asInteger(slot: '?'): string
  /** The end of an INSERT into `table`: changes the row whose `key` columns are the same. No value may be NULL. */
  onConflict(table: string, key: readonly string[], changes: Readonly<Record<string, ConflictChange>>): string
  /** The name of the schema that tables without one are in, as an expression. */
  readonly currentSchema: string
  /** The condition of rows that come after these values in the order of these columns, so that an index serves it. */
  behind(columns: readonly string[], values: SqlRow): { readonly text: string; readonly values: readonly SqlValue[] }
  /** Makes the ordinals that `table` gives out go on behind those that were written into it; needed where they do not by themselves. */
  passOrdinals(table: string): string | undefined
}

/** A database with two pools, so that administration, however busy, never takes the connections of verification. */
export interface SqlDatabase {
  readonly dialect: SqlDialect
  readonly verification: SqlReader
  readonly administration: SqlReader
  /**
   * Runs `work` in a transaction and commits it. It runs again when the engine asks for it (serialisation, deadlock), so it
   * must have no effect but its statements. When the connection is lost during the commit nobody knows: that rejects with
   * `service_unavailable`, too.
   */
  transact<T>(work: (session: SqlSession) => Promise<T>): Promise<T>
  /** Whether the database answers; a short while old. */
  isHealthy(): boolean
  /** Whether administration waits for a connection. */
  isWaitedFor(): boolean
  /** Of what a transaction rejected with: whether the database answered that it cannot do its work (full disk, a trigger). */
  isRefusal(error: unknown): boolean
  close(): Promise<void>
}
