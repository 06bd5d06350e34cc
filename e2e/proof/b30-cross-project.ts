import type { ProjectId } from '@latchkey/core/key/api-key'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import { exchange, type RawReply, requestText } from '../support/raw-http.ts'
import { type RunStatement, spyOnSql } from '../support/sql-spy.ts'
import { startTestServer, type TestServer, type TestServerOptions } from '../support/test-server.ts'
import { atLeast, type Bar, combine, exactly, type Finding, judge, type Tier } from './bar.ts'
import { comparable } from './support/comparable.ts'
import { type Probe, probes } from './support/cross-project-probes.ts'
import { measureAcrossWorkspaces, takingAnyWorkspace } from './support/cross-workspace.ts'
import { none } from './support/none.ts'
import { addOtherProject, dumpProject, type NamedThings, nobodysThings, owningColumns } from './support/two-projects.ts'

/** More would be slowed down: revoking by the key itself is throttled by address. */
const ROUNDS = { pr: 1, full: 5 } as const

const REQUEST_ID = 'one-and-the-same'

async function answerTo(server: TestServer, { method, path, body, headers = [] }: Probe): Promise<RawReply> {
  const host = headers.some((header) => header.startsWith('Host:')) ? [] : ['Host: localhost']
  const all = [
    ...host,
    `Authorization: Bearer ${server.projectKey}`,
    `X-Request-ID: ${REQUEST_ID}`,
    'Content-Type: application/json',
    ...headers,
  ]
  return exchange(server.port, requestText(method, path, all, body === undefined ? '' : JSON.stringify(body)))
}

interface Sweep {
  readonly requests: number
  readonly different: readonly string[]
  readonly notRefused: readonly string[]
}

async function sweep(server: TestServer, other: NamedThings): Promise<Sweep> {
  const nobody = nobodysThings(other)
  const different: string[] = []
  const notRefused: string[] = []
  const named = [other, nobody].flatMap((of) => Object.values(of))
  const against = probes(other)
  const control = probes(nobody)
  // An empty list and an empty answer look the same, so each pair is asked on the same state: nobody's first, then the other's.
  for (const [index, probe] of control.entries()) {
    const counterpart = against[index]
    if (counterpart === undefined) throw new Error('the probes differ')
    const expected = await answerTo(server, probe)
    const actual = await answerTo(server, counterpart)
    if (comparable(actual, named) !== comparable(expected, named))
      different.push(`${probe.name} ${probe.method}: ${actual.status} instead of ${expected.status}`)
    if (probe.refused && (actual.status !== 401 || !actual.body.includes('"id":"unauthorized"')))
      notRefused.push(`${probe.name}: ${actual.status}`)
  }
  return { requests: against.length + control.length, different, notRefused }
}

/** Keys and what was done to them; a project that a request names by host or path has to be looked up. */
const keyTables = ['issued_api_keys', 'imported_api_keys', 'idempotency', 'audit_events', 'audit_chains'] as const

/** Statements on tables of keys that do not say whose, or say another's. */
function unscoped(seen: readonly RunStatement[], projectId: string, otherId: string): readonly string[] {
  return seen
    .filter(({ sql }) => keyTables.some((table) => new RegExp(`\\b${table}\\b`).test(sql)))
    .filter(({ sql, parameters }) => {
      const table = keyTables.find((name) => new RegExp(`\\b${name}\\b`).test(sql)) ?? ''
      const column = owningColumns[table] ?? ''
      const says = /^\s*INSERT/i.test(sql) ? sql.includes(column) : new RegExp(`\\b${column} = [?$]`).test(sql)
      const values = JSON.stringify(parameters)
      return !says || !values.includes(projectId) || values.includes(otherId)
    })
    .map(({ sql }) => sql.replace(/\s+/g, ' ').slice(0, 120))
}

async function measure(tier: Tier, prepare: (options: TestServerOptions) => Preparation = asIs): Promise<Finding> {
  const { options, setOther } = prepare({ config: { cache: { enabled: true } } })
  const server = await startTestServer(options)
  const spy = spyOnSql()
  try {
    const rounds: Round[] = []
    while (rounds.length < ROUNDS[tier]) {
      const other = await addOtherProject(server)
      setOther(other.projectId as ProjectId)
      rounds.push(await sweepOnce(server, other, spy.seen))
    }
    const total = (count: (round: Round) => number): number => rounds.reduce((sum, round) => sum + count(round), 0)
    return judge({
      requests: atLeast(
        total(({ requests }) => requests),
        150 * ROUNDS[tier],
      ),
      differentAnswers: none(rounds.flatMap(({ different }) => different)),
      notRefused: none(rounds.flatMap(({ notRefused }) => notRefused)),
      bytesOfTheOther: atLeast(
        total(({ bytesOfTheOther }) => bytesOfTheOther),
        2000 * ROUNDS[tier],
      ),
      changedProjects: exactly(
        total(({ isChanged }) => Number(isChanged)),
        0,
      ),
      statements: atLeast(
        total(({ statements }) => statements),
        200 * ROUNDS[tier],
      ),
      unscopedStatements: none(rounds.flatMap(({ unscopedStatements }) => unscopedStatements)),
    })
  } finally {
    spy.stop()
    await server.stop()
  }
}

interface Round extends Sweep {
  readonly bytesOfTheOther: number
  readonly isChanged: boolean
  readonly statements: number
  readonly unscopedStatements: readonly string[]
}

async function sweepOnce(server: TestServer, other: NamedThings, seen: RunStatement[]): Promise<Round> {
  const before = dumpProject(server, other.projectId)
  seen.length = 0
  const swept = await sweep(server, other)
  const statements = [...seen]
  return {
    ...swept,
    bytesOfTheOther: before.length,
    isChanged: dumpProject(server, other.projectId) !== before,
    statements: statements.length,
    unscopedStatements: unscoped(statements, server.projectId, other.projectId),
  }
}

interface Preparation {
  readonly options: TestServerOptions
  readonly setOther: (projectId: ProjectId) => void
}

const asIs = (options: TestServerOptions): Preparation => ({ options, setOther: () => undefined })

/** A store that looks into the other project when it finds nothing in the one it was asked for. */
function lookingAround(options: TestServerOptions): Preparation {
  let other: ProjectId | undefined
  const keyStore = (store: KeyStore): KeyStore => ({
    find: async (projectId, id) => (await store.find(projectId, id)) ?? (other && store.find(other, id)),
    findMany: async (projectId, ids) => {
      const found = await store.findMany(projectId, ids)
      return found.size > 0 || other === undefined ? found : store.findMany(other, ids)
    },
    list: (...call) => store.list(...call),
    insert: (...call) => store.insert(...call),
    insertMany: (...call) => store.insertMany(...call),
    change: async (projectId, id, decide) =>
      (await store.change(projectId, id, decide)) ?? (other && store.change(other, id, decide)),
    recordUses: (...call) => store.recordUses(...call),
    removeEnded: (...call) => store.removeEnded(...call),
    forgetRequests: (...call) => store.forgetRequests(...call),
  })
  return {
    options: { ...options, overrides: { keyStore } },
    setOther: (projectId) => {
      other = projectId
    },
  }
}

export const bar: Bar = {
  id: 'b30',
  title: 'what belongs to others looks to the byte like what does not exist, and is neither read nor changed',
  run: async (tier) => combine({ projects: await measure(tier), workspaces: await measureAcrossWorkspaces() }),
  controls: [
    { broken: 'the store also looks into another project', run: () => measure('pr', lookingAround) },
    {
      broken: 'the store takes every project for one of the newest workspace',
      run: () => measureAcrossWorkspaces(takingAnyWorkspace()),
    },
  ],
}
