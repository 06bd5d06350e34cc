import type { KeyId } from '@latchkey/core/key/api-key'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { VerificationCache } from '@latchkey/core/ports/verification-cache'
import { DeafCache, ForgetfulCache } from '@latchkey/testkit/fault/broken-ports'
import { atMost, type Bar, type Control, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { expectStatus, type Issued } from './support/api.ts'
import { type DyingInstance, prepareDying } from './support/dying-instance.ts'
import { type Instances, instancesOf, withInstances } from './support/instances.ts'
import { processClock } from './support/process-clock.ts'
import { untilTrue } from './support/until.ts'
import { type Served, times, together } from './support/with-server.ts'

const INSTANCES = instancesOf(3)
const RUNS = 200
/** Enough for a control: every one that goes wrong is waited for. */
const RUNS_OF_CONTROL = 24
const AT_ONCE = 8
/** Until every other server has heard of a revocation. */
const HEARD_WITHIN_MS = 1000
const KILLS = { pr: 1, full: 50 } as const
const KILLED_WITHIN_MS = 2000
const CHECKS_AFTER = 2

const config = { cache: { enabled: true, ttl: '60s' } }

interface Held {
  readonly reached: () => void
  readonly released: Promise<void>
}

/** Lets a verification read the store and then holds it back, so that its fill of the cache comes as late as we like. */
function pausableReads() {
  const held = new Map<string, Held>()
  const late = async (id: KeyId): Promise<void> => {
    const pause = held.get(id)
    // Only the first: whoever asks while it is held back must pass.
    held.delete(id)
    pause?.reached()
    await pause?.released
  }
  return {
    wrap: (store: KeyStore): KeyStore => ({
      ...store,
      async find(projectId, id) {
        const key = await store.find(projectId, id)
        await late(id)
        return key
      },
      async findMany(projectId, ids) {
        const keys = await store.findMany(projectId, ids)
        await Promise.all([...keys.keys()].map(late))
        return keys
      },
    }),
    /** The next read of this key stops after it has read; `reached` resolves when it is there. */
    hold(id: string) {
      const reached = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      held.set(id, { reached: reached.resolve, released: released.promise })
      return { reached: reached.promise, release: released.resolve }
    },
  }
}

type Pausable = ReturnType<typeof pausableReads>

const tally = () => ({ validOnceHeard: 0, validAtTheRevoker: 0, slowestElsewhereMs: 0, cameBack: 0 })
type Tally = ReturnType<typeof tally>

/**
 * Read active at one server, revoke at the first, fill; then ask again. Every other reader skips the cache and writes back
 * all the same. Every other fill comes at once, the rest when all servers have heard of the revocation.
 */
async function fillLate(instances: Instances, reads: readonly Pausable[], run: number, seen: Tally): Promise<void> {
  const { all, at } = instances
  const revoker = at(0)
  const isImported = run % 4 >= 2
  const key = isImported ? await revoker.api.import(`late fill ${run}`) : await revoker.api.issue()
  const reader = run % all.length
  const pause = reads[reader]?.hold(key.keyId)
  const reading = at(reader).api.verify(key.secret, {}, run % 2 === 1 ? { 'cache-control': 'no-cache' } : {})
  await pause?.reached
  const witness = run % 8 >= 4 ? await witnessOf(instances) : undefined
  await revoke(revoker, key)
  const revokedAt = performance.now()
  if (await revoker.api.isValid(key.secret)) seen.validAtTheRevoker++
  if (witness !== undefined) {
    await revoke(revoker, witness)
    await untilInvalidEverywhere(all, witness)
  }
  pause?.release()
  await reading
  const validThen = witness === undefined ? 0 : await validAmong(all, key)
  seen.validOnceHeard += validThen
  await untilInvalidEverywhere(all, key)
  if (witness === undefined) seen.slowestElsewhereMs = Math.max(seen.slowestElsewhereMs, performance.now() - revokedAt)
  await times(CHECKS_AFTER, async () => {
    const valid = await validAmong(all, key)
    seen.cameBack += valid
  })
}

/** A key that every server remembers: the one that calls it invalid has heard of all that was revoked before it. */
async function witnessOf({ all, at }: Instances): Promise<Issued> {
  const witness = await at(0).api.issue()
  for (const { api } of all) await api.verify(witness.secret)
  return witness
}

const revoke = async ({ api }: Served, { keyId }: Issued): Promise<void> =>
  void expectStatus(await api.admin('POST', `/apiKeys/${keyId}:revoke`), 204)

const validAmong = async (all: readonly Served[], { secret }: Issued): Promise<number> =>
  (await Promise.all(all.map(({ api }) => api.isValid(secret)))).filter((valid) => valid).length

/** Not for ever: what takes longer is counted by whoever looks then. */
const untilInvalidEverywhere = (all: readonly Served[], key: Issued): Promise<boolean> =>
  untilTrue(async () => (await validAmong(all, key)) === 0, 2 * HEARD_WITHIN_MS)

type CacheOf = () => VerificationCache

async function race(runs: number = RUNS, cacheOf?: CacheOf): Promise<Finding> {
  const reads = Array.from({ length: INSTANCES }, pausableReads)
  const optionsOf = (index: number) => ({
    config,
    overrides: { keyStore: reads[index]?.wrap ?? ((same: KeyStore) => same), ...(cacheOf && { cache: cacheOf() }) },
  })
  return withInstances(INSTANCES, optionsOf, async (instances) => {
    const seen = tally()
    await times(runs / AT_ONCE, async (batch) => {
      await together(AT_ONCE, (index) => fillLate(instances, reads, batch * AT_ONCE + index, seen))
    })
    return judge({
      runs: exactly(runs, runs),
      validAtTheRevoker: exactly(seen.validAtTheRevoker, 0),
      validOnceHeard: exactly(seen.validOnceHeard, 0),
      slowestElsewhereMs: atMost(Math.round(seen.slowestElsewhereMs), HEARD_WITHIN_MS),
      cameBack: exactly(seen.cameBack, 0),
    })
  })
}

/** The revoker is killed when it has committed and before it has forgotten or told anything. */
const killed = (kills: number, cacheOf?: CacheOf): Promise<Finding> =>
  withInstances(
    Math.max(1, INSTANCES - 1),
    () => ({ config, overrides: cacheOf === undefined ? {} : { cache: cacheOf() } }),
    async ({ all, at }) => {
      const dying = await prepareDying(at(0).server)
      const seen = { slowestMs: 0, cameBack: 0 }
      try {
        await times(kills, () => killRevoker(all, dying, seen))
      } finally {
        await dying.remove()
      }
      return judge({
        kills: exactly(kills, kills),
        slowestMs: atMost(Math.round(seen.slowestMs), KILLED_WITHIN_MS),
        cameBack: exactly(seen.cameBack, 0),
      })
    },
  )

async function killRevoker(
  all: readonly Served[],
  { server, dieDuring }: DyingInstance,
  seen: { slowestMs: number; cameBack: number },
): Promise<void> {
  const [first] = all
  if (first === undefined) throw new Error('there is no server')
  await server.start()
  const key = await first.api.issue()
  await Promise.all(all.map(({ api }) => api.verify(key.secret)))
  let brokenAt = 0
  await dieDuring('after-commit', async () => {
    try {
      await fetch(`http://127.0.0.1:${server.port}/v2alpha1/admin/apiKeys/${key.keyId}:revoke`, {
        method: 'POST',
        headers: { authorization: `Bearer ${server.projectKey}` },
      })
    } finally {
      brokenAt = performance.now()
    }
  })
  await untilTrue(async () => (await validAmong(all, key)) === 0, 2 * KILLED_WITHIN_MS)
  seen.slowestMs = Math.max(seen.slowestMs, performance.now() - brokenAt)
  await times(CHECKS_AFTER, async () => {
    const valid = await validAmong(all, key)
    seen.cameBack += valid
  })
}

const deafOthers: Control = {
  broken: 'no server hears of what a killed one has committed',
  run: () => killed(1, () => new DeafCache({ clock: processClock })),
}

export const bar: Bar = {
  id: 'b06',
  title: 'neither a late fill of the cache nor a revoker that is killed before it tells anybody brings a revoked key back',
  instances: INSTANCES,
  run: async (tier: Tier) => combine({ lateFill: await race(), killed: await killed(KILLS[tier]) }),
  controls: [
    {
      broken: 'evictions leave no tombstone',
      run: () => race(RUNS_OF_CONTROL, () => new ForgetfulCache({ clock: processClock })),
    },
    deafOthers,
  ],
}
