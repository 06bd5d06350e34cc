// A worker that follows the messages of its pool and does nothing else, or ends as it is told.
import { parentPort, workerData } from 'node:worker_threads'
import { handOverLines } from '@latchkey/server/workers/hand-over-lines'
import type { FromWorker, ToWorker, WorkerIdentity } from '@latchkey/server/workers/messages'

/** What a test tells it instead of a configuration. */
export type PoolWorkerOrder = { readonly crash: number } | { readonly becomeDeaf: number }

const { worker, owner }: WorkerIdentity = workerData
const counted = { name: 'latchkey_test_total', type: 'counter' }
const tell = (message: FromWorker): void => parentPort?.postMessage(message)
const logLine = handOverLines((lines) => tell({ kind: 'log', lines }))

parentPort?.on('message', (message: ToWorker<PoolWorkerOrder>) => {
  if (message.kind === 'listen') tell({ kind: 'listening', port: message.port === 0 ? 40_000 + owner : message.port })
  if (message.kind === 'read_figures')
    tell({ kind: 'figures', question: message.question, figures: [{ ...counted, name: String(owner) }] })
  if (message.kind === 'stop') {
    logLine(`${owner} stops`)
    process.exit(0)
  }
  if (message.kind !== 'reload') return
  if ('crash' in message.reload && message.reload.crash === worker) {
    logLine(`${owner} crashes`)
    throw new Error('told to crash')
  }
  if ('becomeDeaf' in message.reload && message.reload.becomeDeaf === worker) for (;;);
})
if (workerData.failsAtStart === worker) throw new Error('cannot start')
tell({ kind: 'prepared' })
