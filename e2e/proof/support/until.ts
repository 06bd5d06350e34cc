import { setTimeout as delay } from 'node:timers/promises'

/** Whether it came to hold within the time. */
export async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; ) {
    if (holds()) return true
    await delay(5)
  }
  return holds()
}

/** The same of what has to be asked for. */
export async function untilTrue(holds: () => Promise<boolean>, withinMs: number): Promise<boolean> {
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; ) {
    if (await holds()) return true
    await delay(5)
  }
  return holds()
}
