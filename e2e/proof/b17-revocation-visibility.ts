import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Overrides } from '@latchkey/server/main'
import { DeafCache } from '@latchkey/testkit/fault/broken-ports'
import { startTestServer } from '../support/test-server.ts'
import { atLeast, type Bar, exactly, type Finding, judge, type Tier } from './bar.ts'
import { Api, type Issued } from './support/api.ts'
import { type Ending, type EndingContext, endings, projectKeyDeletion } from './support/endings.ts'
import { processClock } from './support/process-clock.ts'
import { type Sightings, Watch } from './support/watched-key.ts'
import { times } from './support/with-server.ts'

/** Keys ended in each way. The public surface throttles self-revocations at 60 a minute. */
const KEYS_PER_ENDING = { pr: 4, full: 55 } as const
/** Of those that take a second to come. */
const KEYS_PER_TIMED_ENDING = { pr: 1, full: 10 } as const
const PROJECT_KEYS = { pr: 3, full: 20 } as const
const WATCHERS = 4
const ANSWERS_BEFORE = 8
const ANSWERS_AFTER = 12

const config = { cache: { enabled: true, ttl: '60s' } }

/** Asks on while the key is ended, and for a while after. */
async function watchEnding(isValid: () => Promise<boolean>, end: () => Promise<void>): Promise<Sightings> {
  const watch = new Watch(isValid, WATCHERS)
  await watch.untilMore(ANSWERS_BEFORE)
  await end()
  const endedAt = performance.now()
  await watch.untilMore(ANSWERS_AFTER)
  return watch.stop(endedAt)
}

async function endKeys(
  context: EndingContext,
  { name, create, end }: Ending,
  count: number,
): Promise<{ sightings: Sightings[]; ended: Issued[] }> {
  const sightings: Sightings[] = []
  const ended: Issued[] = []
  await times(count, async (index) => {
    const key = await create(context, `${name} ${index}`)
    sightings.push(
      await watchEnding(
        () => context.api.isValid(key.secret),
        () => end(context, key),
      ),
    )
    ended.push(key)
  })
  return { sightings, ended }
}

/** A project key that no longer exists must not open the admin surface. */
async function deleteProjectKeys(context: EndingContext, count: number): Promise<readonly Sightings[]> {
  const sightings: Sightings[] = []
  await times(count, async () => {
    const projectKey = await projectKeyDeletion.create(context)
    const caller = new Api({ port: context.server.port, projectKey: projectKey.secret })
    const opens = async (): Promise<boolean> => (await caller.verify('anything')).status === 200
    sightings.push(await watchEnding(opens, () => projectKeyDeletion.end(context, projectKey)))
    caller.close()
  })
  return sightings
}

const keysOf = ({ isTimed }: Ending, tier: Tier): number => (isTimed ? KEYS_PER_TIMED_ENDING : KEYS_PER_ENDING)[tier]

async function endAll(folder: string, tier: Tier, overrides: Overrides) {
  const server = await startTestServer({ folder, config, overrides })
  const context: EndingContext = { server, api: new Api(server) }
  try {
    // One way after the other, so that each key has the machine to itself; a hit is what a stale answer would come from.
    const parts: Awaited<ReturnType<typeof endKeys>>[] = []
    for (const ending of endings) parts.push(await endKeys(context, ending, keysOf(ending, tier)))
    const projectKeys = await deleteProjectKeys(context, PROJECT_KEYS[tier])
    return {
      projectKey: server.projectKey,
      ended: parts.flatMap(({ ended }) => ended),
      sightings: [...parts.flatMap(({ sightings }) => sightings), ...projectKeys],
    }
  } finally {
    context.api.close()
    await server.stop()
  }
}

/** How many of the ended keys the next process on the same folder takes for valid. */
async function validAfterRestart(
  folder: string,
  projectKey: string,
  ended: readonly Issued[],
  overrides: Overrides,
): Promise<number> {
  const server = await startTestServer({ folder, config, projectKey, overrides })
  const api = new Api(server)
  try {
    const answers = await Promise.all(ended.map(({ secret }) => api.isValid(secret)))
    return answers.filter((valid) => valid).length
  } finally {
    api.close()
    await server.stop()
  }
}

async function watchAll(tier: Tier, overrides: Overrides = {}): Promise<Finding> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-b17-'))
  try {
    const { projectKey, ended, sightings } = await endAll(folder, tier, overrides)
    const sum = (member: keyof Sightings): number => sightings.reduce((total, seen) => total + seen[member], 0)
    return judge({
      endedKeys: exactly(
        sightings.length,
        endings.reduce<number>((total, ending) => total + keysOf(ending, tier), PROJECT_KEYS[tier]),
      ),
      verifications: atLeast(sum('questions'), sightings.length * (ANSWERS_BEFORE + ANSWERS_AFTER)),
      staleAnswers: exactly(sum('staleAnswers'), 0),
      resurrections: exactly(sum('resurrections'), 0),
      validAfterRestart: exactly(await validAfterRestart(folder, projectKey, ended, overrides), 0),
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const bar: Bar = {
  id: 'b17',
  title: 'from the acknowledgement of its end on, no key is ever answered valid again',
  run: (tier) => watchAll(tier),
  controls: [
    {
      broken: 'the cache forgets nothing when a key changes',
      run: () => watchAll('pr', { cache: new DeafCache({ clock: processClock }) }),
    },
  ],
}
