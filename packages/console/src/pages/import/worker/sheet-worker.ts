import type { WorkerAnswer, WorkerCall, WorkerMethods } from './worker-calls.ts'

export interface SheetWorker extends WorkerMethods {
  /** Ends the worker, and with it every key that it held. */
  end(): void
}

/** Rows are read, checked and kept beside the page, so that it stays responsive and keys are not in its memory. */
export function startSheetWorker(): SheetWorker {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let last = 0
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('failure' in data) asked?.reject(new Error(data.failure))
    else asked?.resolve(data.value as never)
  })
  worker.addEventListener('error', ({ message }) => {
    for (const { reject } of waiting.values()) reject(new Error(message))
    waiting.clear()
  })
  const call = <Method extends keyof WorkerMethods>(method: Method): WorkerMethods[Method] =>
    ((...values: readonly unknown[]) =>
      new Promise((resolve, reject) => {
        last += 1
        waiting.set(last, { resolve, reject })
        worker.postMessage({ id: last, method, values } satisfies WorkerCall)
      })) as WorkerMethods[Method]
  return {
    read: call('read'),
    facts: call('facts'),
    rows: call('rows'),
    change: call('change'),
    retryFailed: call('retryFailed'),
    nextChunk: call('nextChunk'),
    settle: call('settle'),
    giveBack: call('giveBack'),
    resultsCsv: call('resultsCsv'),
    failedCsv: call('failedCsv'),
    end: () => worker.terminate(),
  }
}
