import type { Overrides } from '@latchkey/server/main'
import { storeThatKeepsFailedPlaces, storeWithLooseQuota } from '@latchkey/testkit/fault/broken-ports'
import { type Bar, exactly, type Finding, judge } from './bar.ts'
import { type Api, expectStatus, type Reply } from './support/api.ts'
import { type Instances, instancesOf, withInstances } from './support/instances.ts'
import { times, together } from './support/with-server.ts'

const INSTANCES = instancesOf(3)
const CAP = 1000
const USED_BEFORE = 990
const SINGLES = 200
const BATCHES = 10
const BATCH_SIZE = 100
const FAILURES = 5

interface Outcome {
  readonly created: number
  readonly refused: number
  readonly other: number
}

/** 200 single issues and 10 batches of 100, all at once, where 10 places are left. */
async function rush({ at }: Instances): Promise<Outcome> {
  const singles = together(SINGLES, async (index) =>
    outcomeOfSingle(await at(index).api.admin('POST', '/issuedApiKeys', { name: `rush-${index}` })),
  )
  const batches = together(BATCHES, async (batch) =>
    outcomeOfBatch(await importBatch(at(batch).api, `rush-${batch}`, BATCH_SIZE)),
  )
  const outcomes = [...(await singles), ...(await batches)]
  const sum = (member: keyof Outcome): number => outcomes.reduce((total, outcome) => total + outcome[member], 0)
  return { created: sum('created'), refused: sum('refused'), other: sum('other') }
}

const outcomeOfSingle = ({ status, body }: Reply): Outcome => ({
  created: Number(status === 201),
  refused: Number(isQuotaError(status, body)),
  other: Number(status !== 201 && !isQuotaError(status, body)),
})

const isQuotaError = (status: number, body: Reply['body']): boolean =>
  status === 402 && body.error.details[0].reason === 'API_KEY_QUOTA_EXCEEDED'

interface BatchItem {
  readonly imported_api_key?: unknown
  readonly error_code?: string
}

/** A batch of which nothing could be imported is itself answered with 402. */
function outcomeOfBatch({ status, body }: Reply): Outcome {
  const items: readonly BatchItem[] = body.results ?? []
  const created = items.filter((item) => item.imported_api_key != null && (item.error_code ?? '').endsWith('UNSPECIFIED')).length
  const refused = items.filter(({ error_code = '' }) => error_code.endsWith('RESOURCE_EXHAUSTED')).length
  const isConsistent = created === 0 ? isQuotaError(status, body) : status === 200
  return { created, refused, other: BATCH_SIZE - created - refused + (isConsistent ? 0 : 1) }
}

const importBatch = (api: Api, label: string, size: number): Promise<Reply> =>
  api.admin('POST', '/importedApiKeys:batchCreate', {
    requests: Array.from({ length: size }, (_, index) => ({ raw_key: `${label}-key-${index}`, name: label, actor_id: 'proof' })),
  })

const heldKeys = async (api: Api): Promise<number> => {
  const [issued, imported] = await Promise.all(
    (['issuedApiKeys', 'importedApiKeys'] as const).map((collection) => api.list(collection, 'status="KEY_STATUS_ACTIVE"')),
  )
  return (issued?.length ?? 0) + (imported?.length ?? 0)
}

/** How many keys can be issued until the quota refuses. */
async function freePlaces(api: Api, label: string): Promise<number> {
  for (let created = 0; ; created++) {
    const { status } = await api.admin('POST', '/issuedApiKeys', { name: label })
    if (status === 402 || created > 2 * FAILURES) return created
    if (status !== 201) throw new Error(`an issue was answered with ${status}`)
  }
}

async function removeOne(api: Api, how: 'delete' | 'revoke'): Promise<void> {
  const [victim] = await api.list('importedApiKeys', 'status="KEY_STATUS_ACTIVE"')
  if (victim === undefined) throw new Error('there is no imported key left')
  const [method, path] = how === 'delete' ? ['DELETE', ''] : ['POST', ':revoke']
  expectStatus(await api.admin(method, `/importedApiKeys/${victim.key_id}${path}`), 204)
}

/** Creations that fail for other reasons, with one place left: duplicates, reused request ids, bad parameters. */
async function failToCreate(api: Api): Promise<void> {
  const [taken] = (await importBatch(api, 'filled', 1)).body.results ?? []
  if (taken?.imported_api_key != null) throw new Error('the filled keys should exist')
  await times(FAILURES, async () => {
    expectStatus(await api.admin('POST', '/importedApiKeys', { raw_key: 'filled-key-5', name: 'again', actor_id: 'proof' }), 409)
    expectStatus(await api.admin('POST', '/issuedApiKeys', { name: 'other words', request_id: 'used-before' }), 409)
    expectStatus(await api.admin('POST', '/issuedApiKeys', { name: 'long', ttl: '1000y' }), 400)
  })
}

const race = (overrides: Overrides = {}): Promise<Finding> =>
  withInstances(
    INSTANCES,
    () => ({ config: { quota: { api_keys_max: CAP } }, overrides }),
    async (instances) => {
      const { api } = instances.at(0)
      expectStatus(await importBatch(api, 'filled', USED_BEFORE - 1), 200)
      await api.issue({ request_id: 'used-before' })
      const { created, refused, other } = await rush(instances)
      const held = await heldKeys(api)
      await removeOne(api, 'delete')
      const afterDelete = await freePlaces(api, 'after-delete')
      await removeOne(api, 'revoke')
      const afterRevoke = await freePlaces(api, 'after-revoke')
      await removeOne(api, 'delete')
      await failToCreate(api)
      const afterFailures = await freePlaces(api, 'after-failures')
      return judge({
        held: exactly(held, CAP),
        created: exactly(created, CAP - USED_BEFORE),
        refused: exactly(refused, SINGLES + BATCHES * BATCH_SIZE - (CAP - USED_BEFORE)),
        otherAnswers: exactly(other, 0),
        freedByDelete: exactly(afterDelete, 1),
        freedByRevoke: exactly(afterRevoke, 1),
        freeAfterFailedCreates: exactly(afterFailures, 1),
        heldAtTheEnd: exactly(await heldKeys(api), CAP),
      })
    },
  )

export const bar: Bar = {
  id: 'b19',
  instances: INSTANCES,
  title: 'the key quota is exact under concurrency',
  run: () => race(),
  controls: [
    {
      broken: 'the quota is looked at in one step and the key inserted in another',
      run: () => race({ keyStore: storeWithLooseQuota }),
    },
    { broken: 'a failed creation keeps its place', run: () => race({ keyStore: storeThatKeepsFailedPlaces }) },
  ],
}
