import { setTimeout as delay } from 'node:timers/promises'
import type { Planning, SqlReader, SqlRow, SqlValue } from './sql-database.ts'

/** How often a transaction runs again that the engine has broken off. */
const RETRIES_MAX = 8
const BACKOFF_MS = 10
/** A connection that breaks later than that was not idle but waited for: whoever asks again would wait for too long. */
const ASK_AGAIN_WITHIN_MS = 250

/** Runs a transaction, and again for as long as the engine breaks it off for no fault of its own. */
export async function runUntilThrough<T>(run: () => Promise<T>, isBrokenOff: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt > RETRIES_MAX || !isBrokenOff(error)) throw error
      await delay(Math.random() * BACKOFF_MS * 2 ** attempt)
    }
  }
}

export type Ask = (text: string, values: readonly SqlValue[], planning?: Planning) => Promise<readonly SqlRow[]>

/** Asks on some connection. One that was idle while the server restarted breaks at its first use: another one tells more. */
export function makeReader(ask: Ask, isBroken: (error: unknown) => boolean): SqlReader {
  const all = async <Row extends SqlRow>(
    text: string,
    values: readonly SqlValue[] = [],
    planning?: Planning,
  ): Promise<readonly Row[]> => {
    const askedAtMs = performance.now()
    try {
      return (await ask(text, values, planning)) as readonly Row[]
    } catch (error) {
      if (!isBroken(error) || performance.now() - askedAtMs > ASK_AGAIN_WITHIN_MS) throw error
      return (await ask(text, values, planning)) as readonly Row[]
    }
  }
  return {
    all,
    get: async <Row extends SqlRow>(text: string, values?: readonly SqlValue[]): Promise<Row | undefined> =>
      (await all<Row>(text, values))[0],
  }
}
