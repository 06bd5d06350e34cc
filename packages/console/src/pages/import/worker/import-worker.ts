import type { ProjectLimits } from '../sheet/check-row.ts'
import { UnreadableFile } from '../sheet/file-problem.ts'
import { ImportSheet } from '../sheet/import-sheet.ts'
import type { WorkerAnswer, WorkerCall, WorkerMethods } from './worker-calls.ts'

const FILE_MAX_BYTES = 64 * 1024 * 1024

const sheet = new ImportSheet({ maxTtlMs: undefined, hasPublicPrefix: true })

const methods: WorkerMethods = {
  read: async (source: Blob | string, limits: ProjectLimits) => {
    try {
      return sheet.read(await textOf(source), limits)
    } catch (error) {
      if (error instanceof UnreadableFile) return { problem: error.problem }
      throw error
    }
  },
  facts: async () => sheet.facts(),
  rows: async (filter, offset, limit) => sheet.rows(filter, offset, limit),
  change: async (number, changes) => sheet.change(number, changes),
  retryFailed: async () => sheet.retryFailed(),
  nextChunk: (limit) => sheet.nextChunk(limit),
  settle: async (numbers, results) => sheet.settle(numbers, results),
  giveBack: async () => sheet.giveBack(),
  resultsCsv: async () => sheet.resultsCsv(),
  failedCsv: async () => sheet.failedCsv(),
}

async function textOf(source: Blob | string): Promise<string> {
  if (typeof source === 'string') return source
  if (source.size > FILE_MAX_BYTES) throw new UnreadableFile('too_large')
  const bytes = new Uint8Array(await source.arrayBuffer())
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch {
    throw new UnreadableFile('not_utf8')
  }
}

/** By the byte order mark; spreadsheets save "Unicode text" as UTF-16. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

addEventListener('message', ({ data: { id, method, values } }: MessageEvent<WorkerCall>) => {
  const call = methods[method] as (...values: readonly unknown[]) => Promise<unknown>
  call(...values).then(
    (value) => postMessage({ id, value } satisfies WorkerAnswer),
    (error: unknown) => postMessage({ id, failure: String(error) } satisfies WorkerAnswer),
  )
})
