import type { BatchImportResult, ImportApiKeyRequest, Latchkey } from '@latchkey/sdk'
import type { RowFailure } from './failed-rows.ts'
import type { SourceRow } from './read-rows.ts'

/** A row that is fit to be sent. */
export interface PreparedRow {
  readonly source: SourceRow
  readonly request: ImportApiKeyRequest
}

export interface ChunkOutcome {
  readonly imported: number
  readonly alreadyImported: number
  readonly failures: readonly RowFailure[]
}

export interface ChunkSending {
  readonly client: Pick<Latchkey, 'importedKeys'>
  /** A key that exists is counted, not reported as a failure: an earlier run may have brought it. */
  readonly existingIsDone: boolean
}

const CODE_PREFIX = 'BATCH_CREATE_IMPORTED_API_KEYS_ERROR_'
/** The request itself was unreadable or too large: one row may be to blame. */
const BLAMES_A_ROW: ReadonlySet<number> = new Set([400, 413])

/**
 * Imports some rows. When the server refuses the call as a whole, halves find the row that is to blame, so that it does not
 * take the others with it. Any other failure of the call rejects: nothing is known about these rows.
 */
export async function sendChunk(sending: ChunkSending, rows: readonly PreparedRow[]): Promise<ChunkOutcome> {
  if (rows.length === 0) return { imported: 0, alreadyImported: 0, failures: [] }
  try {
    const { results } = await sending.client.importedKeys.batchImport(rows.map(({ request }) => request))
    return summarise(sending, rows, results)
  } catch (error) {
    const { LatchkeyError } = await import('@latchkey/sdk/errors')
    if (!(error instanceof LatchkeyError) || !BLAMES_A_ROW.has(error.status)) throw error
    if (rows.length > 1) return sendHalves(sending, rows)
    return {
      imported: 0,
      alreadyImported: 0,
      failures: rows.map(({ source }) => ({ source, code: error.id, message: error.message })),
    }
  }
}

async function sendHalves(sending: ChunkSending, rows: readonly PreparedRow[]): Promise<ChunkOutcome> {
  const middle = Math.ceil(rows.length / 2)
  const first = await sendChunk(sending, rows.slice(0, middle))
  const second = await sendChunk(sending, rows.slice(middle))
  return {
    imported: first.imported + second.imported,
    alreadyImported: first.alreadyImported + second.alreadyImported,
    failures: [...first.failures, ...second.failures],
  }
}

function summarise(
  { existingIsDone }: ChunkSending,
  rows: readonly PreparedRow[],
  results: readonly BatchImportResult[],
): ChunkOutcome {
  const byIndex = new Map(results.map((result) => [result.index, result]))
  const failures: RowFailure[] = []
  let alreadyImported = 0
  for (const [index, { source }] of rows.entries()) {
    const result = byIndex.get(index)
    const code = codeOf(result)
    if (code === undefined) continue
    if (code === 'ALREADY_EXISTS' && existingIsDone && !namesAField(result?.error_message)) alreadyImported += 1
    else failures.push({ source, code, message: result?.error_message ?? 'The server gave no answer for this row' })
  }
  return { imported: rows.length - alreadyImported - failures.length, alreadyImported, failures }
}

/** The same code says that a key looks like one of the server's own: a fault of the row, and never to be counted as done. */
const namesAField = (message: string | undefined): boolean => /^[a-z_]+: /.test(message ?? '')

/** `undefined` for a row that was imported. */
function codeOf(result: BatchImportResult | undefined): string | undefined {
  if (result?.imported_api_key !== undefined && result.imported_api_key !== null) return undefined
  return result?.error_code?.replace(CODE_PREFIX, '') ?? 'INTERNAL'
}
