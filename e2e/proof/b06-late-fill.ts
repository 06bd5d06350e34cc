import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { VerificationCache } from '@latchkey/core/ports/verification-cache'
import { ForgetfulCache } from '@latchkey/testkit/fault/broken-ports'
import { type Bar, exactly, type Finding, judge } from './bar.ts'
import { type Api, expectStatus } from './support/api.ts'
import { processClock } from './support/process-clock.ts'
import { times, withServer } from './support/with-server.ts'

const RUNS = 200

/** Lets a verification read the store and then holds it back, so that its fill of the cache comes as late as we like. */
function pausableReads() {
  let held: { readonly reached: () => void; readonly released: Promise<void> } | undefined
  const letOthersPass = (): void => {
    held = undefined
  }
  const late = async <R>(answer: R): Promise<R> => {
    held?.reached()
    await held?.released
    return answer
  }
  return {
    wrap: (store: KeyStore): KeyStore => ({
      ...store,
      find: async (projectId, id) => late(await store.find(projectId, id)),
      findMany: async (projectId, ids) => late(await store.findMany(projectId, ids)),
    }),
    /** The next read stops after it has read; `reached` resolves when it is there. */
    hold() {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      held = { reached: reached.resolve, released: released.promise }
      return { reached: reached.promise, release: released.resolve, letOthersPass }
    },
  }
}

type Pausable = ReturnType<typeof pausableReads>

/** Read active, revoke, fill; then ask again. Every other reader skips the cache and writes back all the same. */
async function fillLate(api: Api, reads: Pausable, run: number): Promise<boolean> {
  const isImported = run % 4 >= 2
  const key = isImported ? await api.import(`late fill ${run}`) : await api.issue()
  const pause = reads.hold()
  const reader = api.verify(key.secret, {}, run % 2 === 1 ? { 'cache-control': 'no-cache' } : {})
  await pause.reached
  pause.letOthersPass()
  expectStatus(await api.admin('POST', `/apiKeys/${key.keyId}:revoke`), 204)
  pause.release()
  await reader
  return api.isValid(key.secret)
}

const race = (cache?: VerificationCache): Promise<Finding> => {
  const reads = pausableReads()
  return withServer(
    {
      config: { cache: { enabled: true, ttl: '60s' } },
      overrides: { keyStore: reads.wrap, ...(cache === undefined ? {} : { cache }) },
    },
    async ({ api }) => {
      let refused = 0
      await times(RUNS, async (run) => {
        if (!(await fillLate(api, reads, run))) refused++
      })
      return judge({ refusedAfterLateFill: exactly(refused, RUNS) })
    },
  )
}

export const bar: Bar = {
  id: 'b06',
  title: 'a reader that read before a revocation never brings the key back by filling the cache after it',
  run: () => race(),
  controls: [{ broken: 'evictions leave no tombstone', run: () => race(new ForgetfulCache({ clock: processClock })) }],
}
