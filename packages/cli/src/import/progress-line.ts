import type { Terminal } from '../terminal.ts'

export interface ProgressFigures {
  readonly rows: number
  readonly failed: number
  readonly readBytes: number
  readonly totalBytes: number | undefined
}

const BAR_WIDTH = 20
const SHORTEST_INTERVAL_MS = 100
const ERASE_LINE = '\r\u001b[K'

/** One line on standard error that rewrites itself; nothing at all when that is not a terminal. */
export class ProgressLine {
  readonly #terminal: Terminal
  readonly #isShown: boolean
  readonly #startedAt: number
  #shownAt = 0

  constructor(terminal: Terminal, isQuiet: boolean) {
    this.#terminal = terminal
    this.#isShown = terminal.stderr.isTTY === true && !isQuiet
    this.#startedAt = terminal.now()
  }

  show(figures: ProgressFigures): void {
    const now = this.#terminal.now()
    if (!this.#isShown || now - this.#shownAt < SHORTEST_INTERVAL_MS) return
    this.#shownAt = now
    this.#terminal.stderr.write(`${ERASE_LINE}${describeProgress(figures, now - this.#startedAt)}`)
  }

  clear(): void {
    if (this.#isShown) this.#terminal.stderr.write(ERASE_LINE)
  }
}

export function describeProgress({ rows, failed, readBytes, totalBytes }: ProgressFigures, elapsedMs: number): string {
  const rate = elapsedMs === 0 ? 0 : Math.round((rows * 1000) / elapsedMs)
  const parts = [`${rows} rows`, `${rate} rows/s`, ...(failed === 0 ? [] : [`${failed} failed`])]
  return [...(totalBytes ? [bar(Math.min(1, readBytes / totalBytes))] : []), parts.join(', ')].join(' ')
}

const bar = (share: number): string => {
  const filled = Math.floor(share * BAR_WIDTH)
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${Math.floor(share * 100)}%`
}
