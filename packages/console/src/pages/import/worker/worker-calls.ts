import type { BatchImportResult } from '@latchkey/sdk/messages'
import type { ProjectLimits } from '../sheet/check-row.ts'
import type { Field } from '../sheet/fields.ts'
import type { Chunk, Counts, ImportSheet, ReadOutcome, RowFilter, SheetFacts } from '../sheet/import-sheet.ts'

/** What the page asks of the worker that holds the rows. */
export interface WorkerMethods {
  read(source: Blob | string, limits: ProjectLimits): Promise<ReadOutcome>
  facts(): Promise<SheetFacts>
  rows(filter: RowFilter, offset: number, limit: number): Promise<ReturnType<ImportSheet['rows']>>
  change(number: number, changes: Partial<Record<Field, string>>): Promise<Counts>
  retryFailed(): Promise<Counts>
  nextChunk(limit: number): Promise<Chunk>
  settle(numbers: readonly number[], results: readonly BatchImportResult[]): Promise<Counts>
  giveBack(): Promise<Counts>
  resultsCsv(): Promise<string>
  failedCsv(): Promise<string>
}

export interface WorkerCall {
  readonly id: number
  readonly method: keyof WorkerMethods
  readonly values: readonly unknown[]
}

export type WorkerAnswer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: string }
