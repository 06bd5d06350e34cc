import type { FailedRows, RowFailure } from './failed-rows.ts'
import { requestIdOfRow } from './import-input.ts'
import type { ImportProgress } from './progress-file.ts'
import type { SourceRow } from './read-rows.ts'
import { type RowMapping, requestOfRow } from './row-request.ts'
import { type ChunkSending, type PreparedRow, sendChunk } from './send-chunk.ts'

/** Half of what the server takes in one body. */
const CHUNK_MAX_BYTES = 4 * 1024 * 1024

export interface ImportRun {
  readonly rows: AsyncIterable<SourceRow>
  /** Where an earlier run stopped; zeros for a new one. */
  readonly from: ImportProgress
  /** Only these rows; `undefined` is all. */
  readonly only: ReadonlySet<number> | undefined
  readonly mapping: RowMapping
  readonly rowsPerCall: number
  readonly sending: ChunkSending
  readonly failedRows: FailedRows
  /** Called when every row up to `rowsDone` has its outcome, and waited for. */
  readonly onProgress: (progress: ImportProgress) => Promise<void>
}

/** Sends all rows in chunks, one after the other, holding one chunk in memory. Resolves to the final count. */
export async function runImport(run: ImportRun): Promise<ImportProgress> {
  let progress = run.from
  let chunk = new Chunk()
  const flush = async (): Promise<void> => {
    progress = await importChunk(run, progress, chunk)
    chunk = new Chunk()
  }
  for await (const source of run.rows) {
    if (source.row <= run.from.rowsDone || run.only?.has(source.row) === false) continue
    chunk.add(source, run)
    if (chunk.size >= run.rowsPerCall || chunk.bytes >= CHUNK_MAX_BYTES) await flush()
  }
  if (chunk.size > 0) await flush()
  return progress
}

/** Rows on their way in one call, beside those that were refused before they were sent. */
class Chunk {
  readonly prepared: PreparedRow[] = []
  readonly refused: RowFailure[] = []
  bytes = 0
  lastRow = 0

  get size(): number {
    return this.prepared.length + this.refused.length
  }

  add(source: SourceRow, { mapping, from }: ImportRun): void {
    this.lastRow = source.row
    const outcome = source.members === undefined ? { problem: source.problem ?? '' } : requestOfRow(source.members, mapping)
    if ('problem' in outcome) {
      this.refused.push({ source, code: 'INVALID_ROW', message: outcome.problem })
      return
    }
    const request = { request_id: requestIdOfRow(from.inputDigest, source.row), ...outcome.request }
    this.prepared.push({ source, request })
    this.bytes += Buffer.byteLength(JSON.stringify(request))
  }
}

async function importChunk(run: ImportRun, before: ImportProgress, chunk: Chunk): Promise<ImportProgress> {
  const { imported, alreadyImported, failures } = await sendChunk(run.sending, chunk.prepared)
  const allFailures = [...chunk.refused, ...failures].toSorted((a, b) => a.source.row - b.source.row)
  await run.failedRows.add(allFailures)
  const progress: ImportProgress = {
    ...before,
    rowsDone: chunk.lastRow,
    imported: before.imported + imported,
    alreadyImported: before.alreadyImported + alreadyImported,
    failed: before.failed + allFailures.length,
    failedRowsBytes: run.failedRows.bytes,
  }
  await run.onProgress(progress)
  return progress
}
