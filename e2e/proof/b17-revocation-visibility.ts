import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Overrides } from '@latchkey/server/main'
import { DeafCache } from '@latchkey/testkit/fault/broken-ports'
import { atLeast, atMost, type Bar, type Control, exactly, type Finding, judge, type Tier } from './bar.ts'
import { Api, type Issued } from './support/api.ts'
import { type Ending, endings, projectKeyDeletion } from './support/endings.ts'
import { type Instances, instancesOf, withInstancesIn } from './support/instances.ts'
import { processClock } from './support/process-clock.ts'
import { nothingSeen, type Question, type Sightings, Watch } from './support/watched-key.ts'
import { type Served, times } from './support/with-server.ts'

/** Keys ended in each way. The public surface throttles self-revocations at 60 a minute. */
const KEYS_PER_ENDING = { pr: 4, full: 55 } as const
/** Of those that take a second to come. */
const KEYS_PER_TIMED_ENDING = { pr: 1, full: 10 } as const
const PROJECT_KEYS = { pr: 3, full: 20 } as const
const INSTANCES = instancesOf(3)
/** Until every other server has noticed. */
const VISIBLE_ELSEWHERE_MS = 1000
/** How long the watchers wait for that. */
const WATCHED_MS = 1500
const WATCHERS = 4
const ANSWERS_BEFORE = 8
const ANSWERS_AFTER = 12

const config = { cache: { enabled: true, ttl: '60s' } }

/** What was seen of one key on the server that ended it, and on the others. */
interface Visibility {
  readonly there: Sightings
  readonly elsewhere: readonly Sightings[]
}

type Asking = (served: Served) => Question

/** Asks every server on while the key is ended at one of them, and for a while after. */
async function watchEnding({ all, at }: Instances, turn: number, { asking, end }: { asking: Asking; end: () => Promise<void> }) {
  const watchers = Math.ceil(WATCHERS / all.length)
  const watches = all.map((served) => ({ served, watch: new Watch(asking(served), watchers) }))
  await Promise.all(watches.map(({ watch }) => watch.untilMore(ANSWERS_BEFORE)))
  await end()
  const endedAt = performance.now()
  await Promise.all(watches.map(({ watch }) => watch.untilInvalid(WATCHED_MS)))
  await Promise.all(watches.map(({ watch }) => watch.untilMore(ANSWERS_AFTER)))
  const seen = await Promise.all(watches.map(async ({ served, watch }) => ({ served, sightings: await watch.stop(endedAt) })))
  const [there, elsewhere] = [true, false].map((isThere) => seen.filter(({ served }) => (served === at(turn)) === isThere))
  const visibility: Visibility = {
    there: there?.[0]?.sightings ?? nothingSeen,
    elsewhere: elsewhere?.map(({ sightings }) => sightings) ?? [],
  }
  return visibility
}

interface Seen {
  readonly visibilities: Visibility[]
  readonly ended: Issued[]
}

async function endKeys(instances: Instances, { name, create, end }: Ending, count: number, seen: Seen): Promise<void> {
  await times(count, async (index) => {
    const context = instances.at(index)
    const key = await create(context, `${name} ${index}`)
    const asking: Asking =
      ({ api }) =>
      () =>
        api.isValidIfAnswered(key.secret)
    seen.visibilities.push(await watchEnding(instances, index, { asking, end: () => end(context, key) }))
    seen.ended.push(key)
  })
}

/** A project key that no longer exists must not open the admin surface. */
async function deleteProjectKeys(instances: Instances, count: number, { visibilities }: Seen): Promise<void> {
  await times(count, async (index) => {
    const context = instances.at(index)
    const projectKey = await projectKeyDeletion.create(context)
    const callers = new Map(
      instances.all.map((served) => [served, new Api({ port: served.server.port, projectKey: projectKey.secret })]),
    )
    const asking: Asking = (served) => async () => {
      const status = (await callers.get(served)?.verify('anything'))?.status
      return status === 503 ? undefined : status === 200
    }
    visibilities.push(await watchEnding(instances, index, { asking, end: () => projectKeyDeletion.end(context, projectKey) }))
    for (const caller of callers.values()) caller.close()
  })
}

const keysOf = ({ isTimed }: Ending, tier: Tier): number => (isTimed ? KEYS_PER_TIMED_ENDING : KEYS_PER_ENDING)[tier]

async function endAll(instances: Instances, tier: Tier): Promise<Seen> {
  const seen: Seen = { visibilities: [], ended: [] }
  // One way after the other, so that each key has the machine to itself; a hit is what a stale answer would come from.
  for (const ending of endings) await endKeys(instances, ending, keysOf(ending, tier), seen)
  await deleteProjectKeys(instances, PROJECT_KEYS[tier], seen)
  return seen
}

/** How many of the ended keys the next process on the same folder takes for valid. */
const validAmong = async ({ api }: Served, ended: readonly Issued[]): Promise<number> =>
  (await Promise.all(ended.map(({ secret }) => api.isValid(secret)))).filter((valid) => valid).length

async function watchAll(tier: Tier, overridesOf: (index: number) => Overrides = () => ({})): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-b17-'))
  const optionsOf = (index: number) => ({ config, overrides: overridesOf(index) })
  try {
    const { projectKey, visibilities, ended } = await withInstancesIn(folder, { count: INSTANCES, optionsOf }, async (all) => ({
      projectKey: all.at(0).server.projectKey,
      ...(await endAll(all, tier)),
    }))
    const again = { count: 1, optionsOf, projectKey }
    const validAfterRestart = await withInstancesIn(folder, again, ({ at }) => validAmong(at(0), ended))
    return judgeVisibility(visibilities, validAfterRestart, tier)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function judgeVisibility(visibilities: readonly Visibility[], validAfterRestart: number, tier: Tier): Finding {
  const elsewhere = visibilities.flatMap((each) => each.elsewhere)
  const everywhere = [...visibilities.map(({ there }) => there), ...elsewhere]
  const sum = (sightings: readonly Sightings[], member: keyof Sightings): number =>
    sightings.reduce((total, seen) => total + seen[member], 0)
  return judge({
    endedKeys: exactly(
      visibilities.length,
      endings.reduce<number>((total, ending) => total + keysOf(ending, tier), PROJECT_KEYS[tier]),
    ),
    verifications: atLeast(sum(everywhere, 'questions'), everywhere.length * (ANSWERS_BEFORE + ANSWERS_AFTER)),
    staleAnswers: exactly(
      sum(
        visibilities.map(({ there }) => there),
        'staleAnswers',
      ),
      0,
    ),
    ...(elsewhere.length === 0 ? {} : { visibleElsewhereMs: atMost(slowest(elsewhere), VISIBLE_ELSEWHERE_MS) }),
    resurrections: exactly(sum(everywhere, 'resurrections'), 0),
    validAfterRestart: exactly(validAfterRestart, 0),
  })
}

const slowest = (sightings: readonly Sightings[]): number => Math.ceil(Math.max(...sightings.map(({ validForMs }) => validForMs)))

const deafNeighbour: Control = {
  broken: 'the last server hears nothing of what the others change',
  run: () => watchAll('pr', (index) => (index < INSTANCES - 1 ? {} : { cache: new DeafCache({ clock: processClock }) })),
}

export const bar: Bar = {
  id: 'b17',
  title: 'from the acknowledgement of its end on, no key is ever answered valid again',
  instances: INSTANCES,
  run: (tier) => watchAll(tier),
  controls: [
    {
      broken: 'the cache forgets nothing when a key changes',
      run: () => watchAll('pr', () => ({ cache: new DeafCache({ clock: processClock }) })),
    },
    ...(INSTANCES === 1 ? [] : [deafNeighbour]),
  ],
}
