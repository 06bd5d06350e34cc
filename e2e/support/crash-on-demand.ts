// Loaded before everything else in every thread of a server under test: ends a worker in the way that the test asks for.
import { BroadcastChannel, isMainThread, workerData } from 'node:worker_threads'

/** `throw`: what nobody catches; `exit`: the thread leaves; `memory`: its heap is full. */
export type CrashKind = 'throw' | 'exit' | 'memory'

export interface CrashOrder {
  readonly worker: number
  readonly kind: CrashKind
}

const crashes: Readonly<Record<CrashKind, () => void>> = {
  throw() {
    throw new Error('crashed on demand')
  },
  exit: () => process.exit(3),
  memory() {
    const kept: number[][] = []
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index + 0.5))
  },
}

const channel = new BroadcastChannel('crash-on-demand')
if (isMainThread) {
  process.on('message', (order: CrashOrder) => channel.postMessage(order))
  process.channel?.unref()
} else {
  if (workerData?.worker === Number(process.env['CRASH_AT_START'])) throw new Error('crashed at the start')
  channel.onmessage = (message: unknown) => {
    const { worker, kind } = (message as { readonly data: CrashOrder }).data
    if (worker === workerData?.worker) setImmediate(crashes[kind])
  }
}
channel.unref()
