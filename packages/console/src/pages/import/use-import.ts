import { useQueryClient } from '@tanstack/react-query'
import { type RefObject, useEffect, useRef } from 'react'
import { type HeldState, NOTHING, useImportState } from './import-state.ts'
import { sendAll } from './send-all.ts'
import type { ProjectLimits } from './sheet/check-row.ts'
import type { Field } from './sheet/fields.ts'
import { download } from './view/download.ts'
import { type SheetWorker, startSheetWorker } from './worker/sheet-worker.ts'

type WorkerRef = RefObject<SheetWorker | undefined>

/** One import from the file to its results. Ends its worker, and so forgets every key, when the page goes away. */
export function useImport(project: string, limits: ProjectLimits) {
  const held = useImportState()
  const worker: WorkerRef = useRef(undefined)
  useEffect(() => () => worker.current?.end(), [])
  const forget = (): void => {
    worker.current?.end()
    worker.current = undefined
  }
  const sending = useSending(project, worker, held)
  return {
    state: held.state,
    worker,
    ...sending,
    ...rowsOf(worker, held),
    read: (source: Blob | string, fileName: string): Promise<void> => {
      forget()
      return readInto(worker, held, { source, fileName, limits })
    },
    retryFailed: async (): Promise<void> => {
      if (worker.current === undefined) return
      held.recount(await worker.current.retryFailed())
      await sending.run()
    },
    startOver: (): void => {
      forget()
      held.reset()
    },
  }
}

export type Import = ReturnType<typeof useImport>

interface Source {
  readonly source: Blob | string
  readonly fileName: string
  readonly limits: ProjectLimits
}

/** Reads and checks in a worker of its own. What another file has overtaken meanwhile changes nothing any more. */
async function readInto(worker: WorkerRef, { change }: HeldState, { source, fileName, limits }: Source): Promise<void> {
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

/** The sending, and what a person may want of it while it goes on. */
function useSending(project: string, worker: WorkerRef, { state, change, recount }: HeldState) {
  const wish = useRef<'go' | 'pause' | 'stop'>('go')
  const queries = useQueryClient()
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
    run,
    pause: (): void => {
      wish.current = 'pause'
    },
    cancel: (): void => {
      wish.current = 'stop'
      if (state.stage === 'halted') change({ stage: 'done', halt: undefined, failure: undefined })
    },
  }
}

/** What can be done with the rows that are there. */
const rowsOf = (worker: WorkerRef, { change }: HeldState) => ({
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
})
