import type { Instant } from '@latchkey/core/ports/clock'
import { type Administration, openAdministration } from '@latchkey/server/administration'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { answeredBesideTheRouter, type PolicyEntry, pathOf, permissions, policy } from './policy.ts'
import { Api, type Reply } from './support/api.ts'
import { byTheTables, measureControlTable } from './support/control-table.ts'
import { measureEscalations, PushedClock } from './support/escalations.ts'
import { none } from './support/none.ts'

type Permission = (typeof permissions)[number]

const WORKSPACE_KEY = `ory_wak_${'bGF0Y2hrZXlwcm9vZnM5'.repeat(2)}23`
const EXPIRES_AFTER_MS = 1_500
/** Random sets beside each permission alone, each one missing, none and all. */
const RANDOM_SETS = { pr: 4, full: 200 } as const

/** Every operation that asks for a permission: one column of the table. */
const operations = policy.filter(({ needs }) => needs !== 'anyone')

/** The rows: sets of permissions that a key may have. */
function permissionSets(tier: Tier): readonly (readonly Permission[])[] {
  const random = Array.from({ length: RANDOM_SETS[tier] }, () => permissions.filter(() => Math.random() < 0.5))
  return [
    [],
    permissions,
    ...permissions.map((one) => [one]),
    ...permissions.map((one) => permissions.filter((other) => other !== one)),
    ...random,
  ]
}

interface Setting {
  /** Which permission the checker believes an operation needs. */
  readonly needs: (entry: PolicyEntry) => string
  readonly options: TestServerOptions
}

async function measure(tier: Tier, { needs, options }: Setting): Promise<Finding> {
  const server = await startTestServer({ ...options, environment: { LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: WORKSPACE_KEY } })
  const administration = await openAdministration(server)
  try {
    const own = new Api(server)
    const { secret } = await own.issue({ name: 'parent' })
    own.close()
    const makeKey = keyMaker(administration, server)
    let cells = 0
    const wrong: string[] = []
    for (const set of permissionSets(tier)) {
      const { credential } = await makeKey(set)
      for (const entry of operations) {
        cells++
        const isAllowed = (set as readonly string[]).includes(needs(entry))
        const { status, body } = await callWith(server, credential, entry, { fresh: String(cells), secret })
        const isRight = isAllowed ? status === entry.answers : status === 403 && body.error.id === 'forbidden'
        if (!isRight) wrong.push(`${entry.operation} with ${set.join(' ') || 'nothing'}: ${status}`)
      }
    }
    return judge({
      cells: atLeast(cells, (2 + 2 * permissions.length) * operations.length),
      wrongCells: none(wrong),
      ...(await endings(server, administration, secret)),
    })
  } finally {
    await administration.close()
    await server.stop()
  }
}

const keyMaker =
  (administration: Administration, { slug }: TestServer) =>
  async (set: readonly Permission[], expiresAt?: Instant) => {
    const made = await administration.createProjectApiKey({ project: slug, name: 'proof', permissions: set, expiresAt })
    return { id: made.accessKey.id, credential: made.credential.reveal() }
  }

interface Filling {
  readonly fresh: string
  readonly secret: string
}

async function callWith(server: TestServer, credential: string, entry: PolicyEntry, { fresh, secret }: Filling): Promise<Reply> {
  const api = new Api({ port: server.port, projectKey: credential })
  try {
    return await api.request(entry.method, pathOf(entry), entry.body?.(fresh, secret))
  } finally {
    api.close()
  }
}

/** Keys that are no longer, or that never were for this door. */
async function endings(server: TestServer, administration: Administration, secret: string) {
  const makeKey = keyMaker(administration, server)
  const refused = async (credential: string, name: string): Promise<readonly string[]> => {
    const open: string[] = []
    for (const entry of operations) {
      const { status } = await callWith(server, credential, entry, { fresh: name, secret })
      if (status !== 401) open.push(`${entry.operation} with ${name}: ${status}`)
    }
    return open
  }
  const deleted = await makeKey(permissions)
  const expiring = await makeKey(permissions, (Date.now() + EXPIRES_AFTER_MS) as Instant)
  const used = await Promise.all(
    [deleted, expiring].map(({ credential }) => callWith(server, credential, verifyEntry, { fresh: '', secret })),
  )
  await administration.deleteProjectApiKey(server.slug, deleted.id)
  const afterDeletion = await refused(deleted.credential, 'a deleted key')
  await new Promise((resolve) => setTimeout(resolve, EXPIRES_AFTER_MS))
  return {
    goodBefore: exactly(used.filter(({ status }) => status === 200).length, 2),
    openAfterDeletion: none(afterDeletion),
    openAfterExpiry: none(await refused(expiring.credential, 'an expired key')),
    openForWorkspaceKeys: none(await refused(WORKSPACE_KEY, 'a workspace key')),
    openForIssuedKeys: none(await refused(secret, 'an issued API key')),
    mintedThroughTheDataPlane: none(await minted(server)),
  }
}

const verifyEntry = operations.find(({ method, path }) => answeredBesideTheRouter.includes(`${method} ${path}`)) as PolicyEntry

/** Attempts to get at a caller's credential through the operations on API keys. */
async function minted(server: TestServer): Promise<readonly string[]> {
  const wish = `ory_pat_${'bGF0Y2hrZXlwcm9vZnM5'.repeat(2)}23`
  const members = {
    name: 'wish',
    actor_id: 'wish',
    permissions: ['full'],
    kind: 'project',
    key_type: 'access_key',
    prefix: 'ory_pat',
  }
  await server.call('POST', '/v2alpha1/admin/importedApiKeys', { ...members, raw_key: wish })
  await server.call('POST', '/v2alpha1/admin/importedApiKeys:batchCreate', { requests: [{ ...members, raw_key: wish }] })
  const issued = await server.call('POST', '/v2alpha1/admin/issuedApiKeys', members)
  const found: string[] = []
  for (const credential of [wish, String(issued.body.secret)]) {
    const { status } = await callWith(server, credential, verifyEntry, { fresh: '', secret: 'x' })
    if (status !== 401) found.push(`${credential.slice(0, 8)}…: ${status}`)
  }
  return found
}

const byPolicy = ({ needs }: PolicyEntry): string => needs

export const bar: Bar = {
  id: 'b31',
  inTests: 'without_control',
  title: 'keys and people do exactly what their permissions and roles say, nothing wider, and nothing once they are gone',
  run: async (tier) =>
    combine({
      projectKeys: await measure(tier, { needs: byPolicy, options: {} }),
      control: await measureControlTable(),
      escalations: await measureEscalations(),
    }),
  controls: [
    {
      broken: 'reading asks for the wrong permission',
      run: () => measure('pr', { needs: (entry) => (entry.needs === 'keys:read' ? 'keys:verify' : entry.needs), options: {} }),
    },
    {
      broken: 'nobody is asked for a permission',
      run: () => measure('pr', { needs: byPolicy, options: { config: { serve: { admin_auth: 'none' } } } }),
    },
    {
      broken: 'developers invite as owners do, says the checker',
      run: () =>
        measureControlTable({
          ...byTheTables,
          control: (standing) => byTheTables.control(standing === 'developer' ? 'owner' : standing),
        }),
    },
    {
      broken: 'viewers issue keys as developers do, says the checker',
      run: () =>
        measureControlTable({
          ...byTheTables,
          access: (standing) => byTheTables.access(standing === 'viewer' ? 'developer' : standing),
        }),
    },
    {
      broken: 'the clock of the server stands still, so that no session and no proof ends',
      run: () => measureEscalations(Object.assign(new PushedClock(), { push: () => undefined })),
    },
  ],
}
