import type { OpenedStore } from './opened-store.ts'

/** Two stores of two processes on one database, empty. */
export type OpenInstances = () => Promise<readonly [OpenedStore, OpenedStore]>

/** How often a race is run: one that is lost now and then is a bug, too. */
export const ROUNDS = 20

export const onInstances =
  (open: OpenInstances, test: (instances: readonly [OpenedStore, OpenedStore]) => Promise<void>) => async (): Promise<void> => {
    const instances = await open()
    try {
      await test(instances)
    } finally {
      for (const instance of instances) await instance.close()
    }
  }

/** Runs all at once; each one says `done`, or the code of its refusal. In alphabetical order. */
export async function outcomesOf(attempts: readonly (() => Promise<unknown>)[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(attempts.map((attempt) => attempt()))
  return settled.map((each) => (each.status === 'fulfilled' ? 'done' : String(each.reason?.code ?? each.reason))).sort()
}

/** What one of `count` gets, and all others. */
export const onlyOne = (count: number, refusal: string): readonly string[] =>
  ['done', ...Array.from({ length: count - 1 }, () => refusal)].sort()
