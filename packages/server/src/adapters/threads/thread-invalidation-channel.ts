import { BroadcastChannel } from 'node:worker_threads'
import type { InvalidationChannel, LoggedInvalidation } from '@latchkey/core/ports/invalidations'

/** From thread to thread of one process. A thread does not hear itself. */
export class ThreadInvalidationChannel implements InvalidationChannel {
  readonly #channel: BroadcastChannel
  #isOpen = true

  /** `name` is that of one server: several may run in a process. */
  constructor(name: string) {
    this.#channel = new BroadcastChannel(name)
    this.#channel.unref()
  }

  publish(entries: readonly LoggedInvalidation[]): void {
    if (this.#isOpen) this.#channel.postMessage(entries)
  }

  async listen(heard: (entries: readonly LoggedInvalidation[]) => void): Promise<void> {
    this.#channel.onmessage = (message: unknown) => heard((message as { readonly data: readonly LoggedInvalidation[] }).data)
    // Listening would keep the thread alive.
    this.#channel.unref()
  }

  /** Memory loses nothing: as long as there is a thread to hear, it hears. */
  isWhole(): boolean {
    return this.#isOpen
  }

  async close(): Promise<void> {
    this.#isOpen = false
    this.#channel.close()
  }
}
