import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import fc from 'fast-check'
import type { TestServer, TestServerOptions } from '../support/test-server.ts'
import { atLeast, type Bar, exactly, type Figure, type Finding, judge, type Tier, within } from './bar.ts'
import { Api, expectStatus, type Reply } from './support/api.ts'
import { ControlBench } from './support/control-bench.ts'
import { PushedClock } from './support/escalations.ts'
import { type ControlRound, consoleOperations, neverGood, prepareControl } from './support/fuzzed-control.ts'
import type { Known } from './support/known-things.ts'
import { none } from './support/none.ts'
import {
  type DrawnRequest,
  documentedOperations,
  MARKER,
  MARKER_TIME,
  type Operation,
  requestsFor,
} from './support/openapi-requests.ts'
import { mismatchOf } from './support/reply-mismatch.ts'
import { owningColumns } from './support/two-projects.ts'

const REQUESTS = { pr: 6_000, full: 100_000 } as const
/** With few requests chance may keep some from it. */
const NEVER_SUCCEEDED = { pr: 10, full: 0 } as const
const PER_ROUND = 532
const CONCURRENCY = 4
const SLOWEST_MS = 1_000

/** What a reply is turned into before it is looked at; a control lets something slip in. */
type Look = (reply: Reply) => Reply

interface Seen {
  requests: number
  slowestMs: number
  readonly statuses: Map<string, number>
  readonly failures: string[]
  readonly mismatches: string[]
  readonly accidents: string[]
}

async function measure(tier: Tier, options: TestServerOptions = {}, look: Look = (reply) => reply): Promise<Finding> {
  const clock = new PushedClock()
  const config = { console: { registration: 'open' }, webhooks: { allow_private_targets: true }, ...options.config }
  const bench = await ControlBench.start({ ...options, config, overrides: { ...options.overrides, clock } })
  const { server } = bench
  const api = new Api(server)
  const seen: Seen = { requests: 0, slowestMs: 0, statuses: new Map(), failures: [], mismatches: [], accidents: [] }
  const onAccident = (error: unknown): void => void seen.accidents.push(String(error))
  process.on('unhandledRejection', onAccident)
  try {
    const operations = [...documentedOperations(), ...consoleOperations()]
    const workspaceId = await bench.addWorkspace()
    while (seen.requests < REQUESTS[tier])
      await fuzzRound({ api, look, seen, control: await prepareControl(bench, workspaceId, clock) }, operations)
    const taken = await massAssigned(api)
    const { status } = await api.request('GET', '/health/ready')
    return judge({
      requests: atLeast(seen.requests, REQUESTS[tier]),
      operations: exactly(new Set([...seen.statuses.keys()].map((key) => key.split(' ')[0])).size, operations.length),
      operationsThatNeverSucceeded: fewer(neverSucceeded(seen, operations), NEVER_SUCCEEDED[tier]),
      serverErrors: none(seen.failures),
      schemaMismatches: none(seen.mismatches),
      slowestMs: within(Math.round(seen.slowestMs), SLOWEST_MS),
      accidents: none(seen.accidents),
      readyAfterwards: exactly(status, 200),
      storedThoughReadOnly: none([...storedMarkers(server), ...storedControlMarkers(server)]),
      massAssigned: none(taken),
    })
  } finally {
    process.off('unhandledRejection', onAccident)
    api.close()
    await bench.stop()
  }
}

const fewer = (names: readonly string[], most: number): Figure => ({
  value: names.length <= most ? names.length : names.join(' '),
  limit: `<= ${most}`,
  ok: names.length <= most,
})

/** A fuzzer that never gets through a door says nothing about what is behind it. */
const neverSucceeded = ({ statuses }: Seen, operations: readonly Operation[]): readonly string[] =>
  operations
    .map(({ id }) => id)
    .filter((id) => !neverGood.has(id) && ![...statuses.keys()].some((key) => key.startsWith(`${id} 2`)))

interface Round {
  readonly api: Api
  readonly control: ControlRound
  readonly look: Look
  readonly seen: Seen
}

/** Fresh keys, then as many requests for every operation, a few at a time. */
async function fuzzRound(round: Round, operations: readonly Operation[]): Promise<void> {
  const known = await prepareKeys(round)
  const share = Math.ceil(PER_ROUND / operations.length)
  const drawn = operations.flatMap((operation) => fc.sample(requestsFor(operation, known), share))
  const queue = drawn
    .map((request, index) => ({ request, order: (index * 7919) % drawn.length }))
    .sort((a, b) => a.order - b.order)
  const worker = async (): Promise<void> => {
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) await ask(round, next.request)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
}

async function prepareKeys({ api, control }: Round): Promise<Known> {
  const attributes = { scopes: ['read', 'write:orders'], actor_id: 'a', name: 'a' }
  const issued = await Promise.all(Array.from({ length: 12 }, () => api.issue(attributes)))
  const imported = await Promise.all(Array.from({ length: 12 }, () => api.import(`sk_fuzz_${crypto.randomUUID()}`, attributes)))
  const secret = issued[0]?.secret ?? ''
  const tokens = await Promise.all(
    ['TOKEN_ALGORITHM_JWT', 'TOKEN_ALGORITHM_MACAROON'].map((algorithm) => api.derive(secret, { algorithm })),
  )
  const { body } = expectStatus(await api.admin('GET', '/issuedApiKeys?page_size=1'), 200)
  const keys = [...issued, ...imported]
  return {
    keyIds: keys.map(({ keyId }) => keyId),
    credentials: [...keys.map((key) => key.secret), ...tokens],
    pageTokens: [body.next_page_token],
    ids: control.ids,
    texts: control.texts,
  }
}

const isOfTheDataPlane = ({ path }: Operation): boolean => !/^\/(projects|workspaces|console)\b/.test(path)

async function ask({ api, control, look, seen }: Round, request: DrawnRequest): Promise<void> {
  const { operation, path, text, headers } = request
  const startedAt = performance.now()
  const asked = isOfTheDataPlane(operation) ? api.request(operation.method, path, text, headers) : control.ask(request)
  const reply = look(await asked)
  seen.slowestMs = Math.max(seen.slowestMs, performance.now() - startedAt)
  seen.requests++
  const key = `${operation.id} ${reply.status}`
  seen.statuses.set(key, (seen.statuses.get(key) ?? 0) + 1)
  if (reply.status >= 500 || reply.status === 0) seen.failures.push(`${key}: ${path} ${text?.slice(0, 200)}`)
  const mismatch = mismatchOf(operation, reply)
  if (mismatch !== undefined) seen.mismatches.push(`${key}: ${mismatch.slice(0, 200)}`)
}

/** Rows in which something stands that only the server may say. */
function storedMarkers({ folder, projectId }: TestServer): readonly string[] {
  const db = new DatabaseSync(join(folder, 'data', 'latchkey.db'), { readOnly: true })
  try {
    return ['issued_api_keys', 'imported_api_keys', 'idempotency'].flatMap((table) => {
      const rows = db.prepare(`SELECT * FROM ${table} WHERE ${owningColumns[table]} = ?`).all(projectId)
      const markers = [MARKER, String(Date.parse(MARKER_TIME))]
      // What a caller may write freely is not looked at.
      return rows
        .map(({ metadata: _metadata, name: _name, actor_id: _actor, scopes: _scopes, revocation_description: _text, ...row }) =>
          JSON.stringify(row),
        )
        .filter((row) => markers.some((marker) => row.includes(marker)))
        .map((row) => `${table} ${row.slice(0, 120)}`)
    })
  } finally {
    db.close()
  }
}

/** The same for what the control plane stores: what a caller may write freely is left out. */
function storedControlMarkers({ folder }: TestServer): readonly string[] {
  const db = new DatabaseSync(join(folder, 'data', 'latchkey.db'), { readOnly: true })
  try {
    const tables = [
      'workspaces',
      'projects',
      'project_config',
      'project_secrets',
      'access_keys',
      'memberships',
      'invitations',
      'accounts',
    ]
    return tables.flatMap((table) =>
      db
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map(({ name: _name, email: _email, ...row }) => JSON.stringify(row))
        .filter((row) => row.includes(MARKER) || row.includes(String(Date.parse(MARKER_TIME))))
        .map((row) => `${table} ${row.slice(0, 120)}`),
    )
  } finally {
    db.close()
  }
}

/** Members that a body may not decide, one by one, on every way in. */
async function massAssigned(api: Api): Promise<readonly string[]> {
  const taken: string[] = []
  const wish = {
    status: 'KEY_STATUS_REVOKED',
    key_id: MARKER,
    project_id: MARKER,
    create_time: MARKER_TIME,
    update_time: MARKER_TIME,
    last_used_time: MARKER_TIME,
    visibility: 'KEY_VISIBILITY_PUBLIC',
  }
  for (const collection of ['issuedApiKeys', 'importedApiKeys'] as const) {
    const isIssued = collection === 'issuedApiKeys'
    const make = async () => (isIssued ? api.issue({ actor_id: 'a' }) : api.import(`sk_mass_${crypto.randomUUID()}`))
    const [mine, bystander] = [await make(), await make()]
    const wrapper = isIssued ? 'issued_api_key' : 'imported_api_key'
    const read = async (keyId: string) => expectStatus(await api.admin('GET', `/${collection}/${keyId}`), 200).body
    const [before, untouched] = [await read(mine.keyId), JSON.stringify(await read(bystander.keyId))]
    for (const body of [
      { ...wish, key_id: bystander.keyId, name: 'new' },
      { [wrapper]: { ...wish, keyId: bystander.keyId, name: 'new' } },
    ]) {
      expectStatus(await api.admin('PATCH', `/${collection}/${mine.keyId}`, body), 200)
      const after = await read(mine.keyId)
      for (const name of Object.keys(wish).filter((one) => one !== 'update_time'))
        if (JSON.stringify(after[name]) !== JSON.stringify(before[name])) taken.push(`${name} of ${collection}`)
      if (after.name !== 'new' || after.update_time === MARKER_TIME) taken.push(`update_time of ${collection}`)
    }
    if (JSON.stringify(await read(bystander.keyId)) !== untouched) taken.push(`another key of ${collection}`)
    const { visibility: _visibility, ...owned } = wish
    const made = await api.admin('POST', `/${collection}`, {
      ...owned,
      name: 'x',
      actor_id: 'a',
      ...(isIssued ? {} : { raw_key: `sk_mass_${crypto.randomUUID()}` }),
    })
    const key = made.body.issued_api_key ?? made.body
    if (
      made.status !== 201 ||
      key.status !== 'KEY_STATUS_ACTIVE' ||
      [key.key_id, key.create_time, key.last_used_time].some((value) => value === MARKER || value === MARKER_TIME)
    )
      taken.push(`creation in ${collection}`)
  }
  return taken
}

/** A store with a mistake on one path, as they happen. */
const stumblingStore = (store: KeyStore): KeyStore => ({
  ...passingOn(store),
  list: (projectId, query) => {
    if (query.conditions.length > 0) throw new TypeError('cannot read properties of undefined')
    return store.list(projectId, query)
  },
})

const passingOn = (store: KeyStore): KeyStore => ({
  find: (...call) => store.find(...call),
  findMany: (...call) => store.findMany(...call),
  list: (...call) => store.list(...call),
  insert: (...call) => store.insert(...call),
  insertMany: (...call) => store.insertMany(...call),
  change: (...call) => store.change(...call),
  recordUses: (...call) => store.recordUses(...call),
  removeEnded: (...call) => store.removeEnded(...call),
  forgetRequests: (...call) => store.forgetRequests(...call),
})

const leaky: Look = (reply) =>
  reply.status === 200 && reply.body?.key_id !== undefined
    ? { ...reply, body: { ...reply.body, hmac_secret_id: 'current' } }
    : reply

/** A store that makes every updated key public. */
const trustingStore = (store: KeyStore): KeyStore => ({
  ...passingOn(store),
  change: (projectId, id, decide) =>
    store.change(projectId, id, (current) => {
      const change = decide(current)
      return change.update === undefined ? change : { ...change, update: { ...change.update, visibility: 'public' } }
    }),
})

export const bar: Bar = {
  id: 'b22',
  inTests: 'nothing',
  title: 'every operation answers every request in its own words, soon, and stores nothing that only the server may say',
  run: (tier) => measure(tier),
  controls: [
    { broken: 'the store stumbles over filters', run: () => measure('pr', { overrides: { keyStore: stumblingStore } }) },
    { broken: 'an answer with a member that nobody declared', run: () => measure('pr', {}, leaky) },
    {
      broken: 'an update also changes what the caller may not',
      run: () => measure('pr', { overrides: { keyStore: trustingStore } }),
    },
  ],
}
