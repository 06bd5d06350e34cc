import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { projectClient } from '../../api/clients.ts'
import type { ProjectLimits } from './sheet/check-row.ts'
import type { Field } from './sheet/fields.ts'
import type { FileProblem } from './sheet/file-problem.ts'
import type { Counts, SheetFacts } from './sheet/import-sheet.ts'
import { download } from './view/download.ts'
import { type SheetWorker, startSheetWorker } from './worker/sheet-worker.ts'

const CHUNK_ROWS = 500

/** Where the work stands: nothing read, read and checked, being sent, held up, or sent to the end. */
export type Stage = 'source' | 'reading' | 'check' | 'running' | 'halted' | 'done'

export interface ImportState {
  readonly stage: Stage
  readonly fileName: string
  readonly problem: FileProblem | undefined
  readonly facts: SheetFacts | undefined
  /** Grows with every change of the rows, so that what is shown of them is asked for again. */
  readonly version: number
  /** Why the work is held up. */
  readonly halt: 'paused' | 'quota' | 'failure' | undefined
  readonly failure: unknown
}

const NOTHING: ImportState = {
  stage: 'source',
  fileName: '',
  problem: undefined,
  facts: undefined,
  version: 0,
  halt: undefined,
  failure: undefined,
}

/** One import from the file to its results. Ends its worker, and so forgets every key, when the page goes away. */
export function useImport(project: string, limits: ProjectLimits) {
  const [state, setState] = useState(NOTHING)
  const worker = useRef<SheetWorker>(undefined)
  const wish = useRef<'go' | 'pause' | 'stop'>('go')
  const queries = useQueryClient()
  const change = (changes: Partial<ImportState>): void =>
    setState((before) => ({ ...before, ...changes, version: before.version + 1 }))
  const recount = (counts: Counts): void =>
    setState((before) => ({
      ...before,
      version: before.version + 1,
      facts: before.facts === undefined ? undefined : { ...before.facts, counts },
    }))
  const forget = (): void => {
    worker.current?.end()
    worker.current = undefined
  }
  useEffect(() => () => worker.current?.end(), [])

  const read = async (source: Blob | string, fileName: string): Promise<void> => {
    forget()
    const started = startSheetWorker()
    worker.current = started
    change({ ...NOTHING, stage: 'reading', fileName })
    try {
      const outcome = await started.read(source, limits)
      if (worker.current !== started) return
      change('facts' in outcome ? { stage: 'check', facts: outcome.facts } : { stage: 'source', problem: outcome.problem })
    } catch (failure) {
      if (worker.current === started) change({ stage: 'source', failure })
    }
  }

  const run = async (): Promise<void> => {
    const sheet = worker.current
    if (sheet === undefined) return
    wish.current = 'go'
    change({ stage: 'running', halt: undefined, failure: undefined })
    const halt = await sendAll(sheet, { project, wish, recount }).catch((failure: unknown) => ({ failure }))
    if (worker.current !== sheet) return
    recount(await sheet.giveBack())
    void queries.invalidateQueries({ queryKey: ['keys', project] })
    if (typeof halt === 'object') change({ stage: 'halted', halt: 'failure', failure: halt.failure })
    else if (halt === undefined) change({ stage: 'done' })
    else change({ stage: 'halted', halt })
  }

  return {
    state,
    worker,
    read,
    run,
    pause: () => {
      wish.current = 'pause'
    },
    cancel: () => {
      wish.current = 'stop'
      if (state.stage === 'halted') change({ stage: 'done', halt: undefined, failure: undefined })
    },
    retryFailed: async (): Promise<void> => {
      if (worker.current === undefined) return
      recount(await worker.current.retryFailed())
      await run()
    },
    startOver: (): void => {
      forget()
      setState(NOTHING)
    },
    saveResults: async (): Promise<void> => {
      if (worker.current !== undefined) download('import-results.csv', await worker.current.resultsCsv())
    },
    saveFailed: async (): Promise<void> => {
      if (worker.current !== undefined) download('import-failed-rows-with-keys.csv', await worker.current.failedCsv())
    },
    changeRow: async (number: number, changes: Partial<Record<Field, string>>): Promise<void> => {
      if (worker.current === undefined) return
      await worker.current.change(number, changes)
      change({ facts: await worker.current.facts() })
    },
  }
}

export type Import = ReturnType<typeof useImport>

interface Sending {
  readonly project: string
  readonly wish: { readonly current: 'go' | 'pause' | 'stop' }
  readonly recount: (counts: Counts) => void
}

/** Chunk after chunk until nothing is left or something holds it up; rejects when the server could not be asked. */
async function sendAll(sheet: SheetWorker, { project, wish, recount }: Sending): Promise<'paused' | 'quota' | undefined> {
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
