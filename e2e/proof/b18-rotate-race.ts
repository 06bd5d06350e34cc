import { storeWithoutCompareAndSet } from '@latchkey/testkit/fault/broken-ports'
import type { TestServerOptions } from '../support/test-server.ts'
import { type Bar, exactly, type Finding, judge, type Tier } from './bar.ts'
import type { Api, Issued, Reply } from './support/api.ts'
import { type Instances, instancesOf, withInstances } from './support/instances.ts'
import { times, together } from './support/with-server.ts'

const INSTANCES = instancesOf(3)
const CALLERS = 50
const ROUNDS = { pr: 40, full: 200 } as const

const tally = () => ({
  roundsWithoutOneWinner: 0,
  otherAnswers: 0,
  roundsWithoutOneDescendant: 0,
  oldKeysValid: 0,
  winnersInvalid: 0,
  wrongEndOfRotateAgainstRevoke: 0,
})
type Tally = ReturnType<typeof tally>

/** Fifty callers rotate one key at once: one wins, and one key is left. */
async function rotateTogether({ all, at }: Instances, name: string, seen: Tally): Promise<void> {
  const { api } = at(0)
  const old = await api.issue({ name })
  const replies = await together(CALLERS, (caller) => rotate(at(caller).api, old))
  const winners = replies.filter(({ status }) => status === 201)
  if (winners.length !== 1) seen.roundsWithoutOneWinner++
  seen.otherAnswers += replies.filter((reply) => reply.status !== 201 && !isRefusal(reply, 'FAILED_PRECONDITION')).length
  if ((await activeKeys(api, name)).length !== 1) seen.roundsWithoutOneDescendant++
  if (await isValidAnywhere(all, old.secret)) seen.oldKeysValid++
  for (const { body } of winners) if (!(await api.isValid(body.secret))) seen.winnersInvalid++
}

/** Whoever comes first: either the successor alone is left, or nothing; never the old key. */
async function rotateAgainstRevoke({ all, at }: Instances, name: string, seen: Tally): Promise<void> {
  const { api } = at(0)
  const old = await api.issue({ name })
  const acts = [() => rotate(api, old), () => at(1).api.admin('POST', `/issuedApiKeys/${old.keyId}:revoke`)]
  const revokeFirst = name.endsWith('odd')
  const replies = await Promise.all((revokeFirst ? acts.toReversed() : acts).map((act) => act()))
  const [rotated, revoked] = revokeFirst ? replies.toReversed() : replies
  const left = await activeKeys(api, name)
  const rotateWon = rotated?.status === 201
  const isRight = rotateWon
    ? revoked?.status === 409 && left.length === 1 && left[0] === rotated.body.issued_api_key.key_id
    : rotated?.status === 409 && revoked?.status === 204 && left.length === 0
  if (!isRight) seen.wrongEndOfRotateAgainstRevoke++
  if (await isValidAnywhere(all, old.secret)) seen.oldKeysValid++
}

/** Each server is asked for the first time, so none can have remembered anything. */
const isValidAnywhere = async (all: Instances['all'], secret: string): Promise<boolean> =>
  (await Promise.all(all.map(({ api }) => api.isValid(secret)))).includes(true)

const rotate = (api: Api, { keyId }: Issued): Promise<Reply> => api.admin('POST', `/issuedApiKeys/${keyId}:rotate`)

const isRefusal = ({ status, body }: Reply, reason: string): boolean => status === 409 && body.error.details[0].reason === reason

const activeKeys = async (api: Api, name: string): Promise<readonly string[]> =>
  (await api.list('issuedApiKeys', `status="KEY_STATUS_ACTIVE" AND name="${name}"`)).map(({ key_id }) => key_id)

const race = (tier: Tier, options: TestServerOptions = {}): Promise<Finding> =>
  withInstances(
    INSTANCES,
    () => options,
    async (instances) => {
      const seen = tally()
      await times(ROUNDS[tier], (round) => rotateTogether(instances, `together-${round}`, seen))
      await times(ROUNDS[tier] * 5, (round) =>
        rotateAgainstRevoke(instances, `against-${round}-${round % 2 === 0 ? 'even' : 'odd'}`, seen),
      )
      return judge(Object.fromEntries(Object.entries(seen).map(([name, count]) => [name, exactly(count, 0)])))
    },
  )

export const bar: Bar = {
  id: 'b18',
  instances: INSTANCES,
  title: 'of concurrent rotations of one key exactly one wins, and one key is left',
  run: (tier) => race(tier),
  controls: [
    {
      broken: 'the store changes a key by reading and writing in two steps',
      run: () => race('pr', { overrides: { keyStore: storeWithoutCompareAndSet } }),
    },
  ],
}
