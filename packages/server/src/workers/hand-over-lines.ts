/**
 * Whoever reads the log may be slow, and no thread that answers requests waits for that: lines go to the main thread, those
 * of one turn of the event loop together, and the last ones when the thread ends.
 */
export function handOverLines(send: (lines: readonly string[]) => void): (line: string) => void {
  let waiting: string[] = []
  const flush = (): void => {
    if (waiting.length > 0) send(waiting)
    waiting = []
  }
  process.once('exit', flush)
  return (line) => {
    if (waiting.push(line) === 1) setImmediate(flush)
  }
}
