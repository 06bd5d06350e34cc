import { projectClient } from '../../api/clients.ts'
import type { Counts } from './sheet/import-sheet.ts'
import type { SheetWorker } from './worker/sheet-worker.ts'

const CHUNK_ROWS = 500

interface Sending {
  readonly project: string
  /** What the person wants by now. */
  readonly wish: { readonly current: 'go' | 'pause' | 'stop' }
  readonly recount: (counts: Counts) => void
}

/** Chunk after chunk until nothing is left or something holds it up; rejects when the server could not be asked. */
export async function sendAll(sheet: SheetWorker, { project, wish, recount }: Sending): Promise<'paused' | 'quota' | undefined> {
  for (;;) {
    if (wish.current === 'pause') return 'paused'
    if (wish.current === 'stop') return undefined
    const { numbers, requests } = await sheet.nextChunk(CHUNK_ROWS)
    if (requests.length === 0) return undefined
    const { results } = await projectClient(project).importedKeys.batchImport(requests, { timeoutMs: 60_000 })
    recount(await sheet.settle(numbers, results))
    if (results.some(({ error_code: code }) => code?.endsWith('RESOURCE_EXHAUSTED') === true)) return 'quota'
  }
}
