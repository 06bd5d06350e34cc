import { verifyAuditChain } from '@latchkey/core/events/audit-chain'
import { atLeast, exactly, type Finding, judge, type Tier } from '../bar.ts'
import { type Api, type Issued, Api as Caller } from './api.ts'
import { type DeathStep, prepareDying } from './dying-instance.ts'
import { withInstances } from './instances.ts'
import { none } from './none.ts'
import type { Served } from './with-server.ts'

/** What is there of one change, seen from outside. */
type State = 'nothing' | 'all' | string

/** One change over HTTP: what it is tried on, the call, and what has come of it. */
interface Change {
  readonly name: string
  /** Whether it inserts a key. */
  readonly makesKeys: boolean
  readonly prepare: (api: Api, label: string) => Promise<Issued>
  readonly call: (api: Api, key: Issued, label: string) => Promise<unknown>
  readonly look: (api: Api, key: Issued, label: string) => Promise<State>
}

const nothingBefore = async (): Promise<Issued> => ({ keyId: '', secret: '' })
const issued = (api: Api, label: string): Promise<Issued> => api.issue({ name: label })
const imported = (api: Api, label: string): Promise<Issued> => api.import(`imported ${label}`, { name: label })

const BATCH = 3
const counted = (collection: 'issuedApiKeys' | 'importedApiKeys', whole: number): Change['look'] => async (api, _key, label) => {
  const count = (await api.list(collection, `name="${label}"`)).length
  return count === 0 ? 'nothing' : count === whole ? 'all' : `${count} keys`
}

const ended: Change['look'] = async (api, { secret }) => ((await api.isValid(secret)) ? 'nothing' : 'all')

/** Exactly one key of the name is active: the old one, or its successor. */
const rotated: Change['look'] = async (api, { keyId, secret }, label) => {
  const active = await api.list('issuedApiKeys', `status="KEY_STATUS_ACTIVE" AND name="${label}"`)
  if (active.length !== 1) return `${active.length} active keys`
  const isOld = active[0]?.key_id === keyId
  if ((await api.isValid(secret)) !== isOld) return 'the old key is not what the list says'
  return isOld ? 'nothing' : 'all'
}

const renamed: Change['look'] = async (api, { keyId }, label) => {
  const { body } = await api.admin('GET', `/issuedApiKeys/${keyId}`)
  return body.name === `${label} changed` ? 'all' : body.name === label ? 'nothing' : body.name
}

const itemsOf = (label: string) =>
  Array.from({ length: BATCH }, (_, index) => ({ raw_key: `${label} ${index}`, name: label, actor_id: 'proof' }))

const changes: readonly Change[] = [
  {
    name: 'rotate',
    makesKeys: true,
    prepare: issued,
    call: (api, { keyId }) => api.admin('POST', `/issuedApiKeys/${keyId}:rotate`),
    look: rotated,
  },
  {
    name: 'issue',
    makesKeys: true,
    prepare: nothingBefore,
    call: (api, _key, label) => api.issue({ name: label, request_id: label }),
    look: counted('issuedApiKeys', 1),
  },
  {
    name: 'revoke',
    makesKeys: false,
    prepare: issued,
    call: (api, { keyId }) => api.admin('POST', `/apiKeys/${keyId}:revoke`),
    look: ended,
  },
  {
    name: 'import',
    makesKeys: true,
    prepare: nothingBefore,
    call: (api, _key, label) => imported(api, label),
    look: counted('importedApiKeys', 1),
  },
  {
    name: 'batch import',
    makesKeys: true,
    prepare: nothingBefore,
    call: (api, _key, label) => api.admin('POST', '/importedApiKeys:batchCreate', { requests: itemsOf(label) }),
    look: counted('importedApiKeys', BATCH),
  },
  {
    name: 'self-revoke',
    makesKeys: false,
    prepare: issued,
    call: (api, { secret }) => api.request('POST', '/v2alpha1/apiKeys:selfRevoke', { credential: secret }),
    look: ended,
  },
  {
    name: 'delete',
    makesKeys: false,
    prepare: imported,
    call: (api, { keyId }) => api.admin('DELETE', `/importedApiKeys/${keyId}`),
    look: ended,
  },
  {
    name: 'patch',
    makesKeys: false,
    prepare: issued,
    call: (api, { keyId }, label) => api.admin('PATCH', `/issuedApiKeys/${keyId}?update_mask=name`, { name: `${label} changed` }),
    look: renamed,
  },
]

const STEPS: readonly DeathStep[] = [
  'before-begin',
  'after-key-row',
  'after-audit-row',
  'before-commit',
  'after-commit',
  'before-response',
]
const isDone = (step: DeathStep): boolean => step === 'after-commit' || step === 'before-response'
/** The longest two: in the middle of a rotation, and committed without anybody knowing. */
const SHORT = { changes: 1, steps: ['after-key-row', 'after-commit'] } as const satisfies { steps: readonly DeathStep[]; changes: number }

/** Kills a server with SIGKILL at each step of each change, and looks at the database through another. */
export const measureDeaths = (tier: Tier, fault?: string): Promise<Finding> =>
  withInstances(1, () => ({}), async ({ at }) => {
    const witness = at(0)
    const dying = await prepareDying(witness.server, fault)
    const wrong: string[] = []
    let deaths = 0
    try {
      for (const change of tier === 'pr' ? changes.slice(0, SHORT.changes) : changes) {
        for (const step of tier === 'pr' ? SHORT.steps : STEPS) {
          if (step === 'after-key-row' && !change.makesKeys) continue
          const state = await stateAfter(witness, dying, change, step)
          if (state !== (isDone(step) ? 'all' : 'nothing')) wrong.push(`${change.name} at ${step}: ${state}`)
          deaths++
        }
      }
    } finally {
      await dying.remove()
    }
    const chain = await witness.server.server.readAuditEvents(witness.server.projectId)
    return judge({
      deaths: atLeast(deaths, SHORT.steps.length),
      thirdStates: none(wrong),
      auditChainIntact: exactly(String(verifyAuditChain(chain).intact), 'true'),
    })
  })

async function stateAfter(
  { api }: Served,
  { server, dieDuring }: Awaited<ReturnType<typeof prepareDying>>,
  change: Change,
  step: DeathStep,
): Promise<State> {
  const label = `${change.name} ${step}`
  const key = await change.prepare(api, label)
  await server.start()
  const doomed = new Caller(server)
  await dieDuring(step, () => change.call(doomed, key, label))
  doomed.close()
  return change.look(api, key, label)
}
