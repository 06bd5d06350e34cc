/** Nothing tells that what was full or failing is well again but the next change; a server that has none must not seem ill. */
const REMEMBERED_MS = 60_000

/** Whether changes are stored: a database that answers reads may refuse writes (full disk, audit events that fail). */
export class WriteHealth {
  #refusedAtMs = Number.NEGATIVE_INFINITY

  get isWritable(): boolean {
    return performance.now() - this.#refusedAtMs > REMEMBERED_MS
  }

  noteStored(): void {
    this.#refusedAtMs = Number.NEGATIVE_INFINITY
  }

  /** By a database that answers. */
  noteRefused(): void {
    this.#refusedAtMs = performance.now()
  }
}
