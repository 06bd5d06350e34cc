import { randomUUID } from 'node:crypto'
import { type Api, expectStatus, type Issued, type Reply } from './api.ts'
import { type LoadPart, pick, type Servers, type Sighting } from './mixed-load.ts'
import { together } from './with-server.ts'

/** What an answer is judged by. */
export interface Truth {
  /** The only right verdict. */
  readonly right: string
  /** Asks for the same thing again. */
  readonly again?: () => Promise<Reply>
  /** Name of the key that a write makes, or the credential that it ends. */
  readonly subject?: string
}

export type OutageSighting = Sighting<Truth>

/** Keys that load asks about. */
export interface Inhabitants {
  readonly cached: readonly Issued[]
  readonly uncached: readonly { readonly secret: string; readonly right: string }[]
  readonly victims: readonly Issued[]
}

const CACHED = 40
const UNCACHED = 20
const NO_CACHE = { 'cache-control': 'no-cache' }
/** Questions a second, together 300. */
const RATES = { cached: 90, uncached: 170, issue: 30, revoke: 10 } as const

/** `seconds`: how long there is something to revoke. */
export async function inhabit(api: Api, seconds: number): Promise<Inhabitants> {
  const issue = (count: number): Promise<readonly Issued[]> => together(count, () => api.issue())
  const revoked = await issue(UNCACHED / 2)
  for (const { keyId } of revoked) expectStatus(await api.admin('POST', `/apiKeys/${keyId}:revoke`), 204)
  return {
    cached: await issue(CACHED),
    uncached: [
      ...(await issue(UNCACHED)).map(({ secret }) => ({ secret, right: 'VALID' })),
      ...revoked.map(({ secret }) => ({ secret, right: 'VERIFICATION_ERROR_REVOKED' })),
      ...Array.from({ length: UNCACHED / 2 }, () => ({ secret: `nobodys-${randomUUID()}`, right: NOT_FOUND })),
    ],
    victims: await issue(seconds * RATES.revoke),
  }
}

const NOT_FOUND = 'VERIFICATION_ERROR_NOT_FOUND'

/** Every server remembers the keys that are asked for with its cache. */
export async function warm(servers: Servers, { cached }: Inhabitants): Promise<void> {
  for (const api of servers) await Promise.all(cached.map(({ secret }) => api.isValid(secret)))
}

export function outageParts(servers: Servers, keys: Inhabitants): readonly LoadPart<Truth>[] {
  const run = randomUUID().slice(0, 8)
  const serverAt = (turn: number, things: number): Api => pick(servers, Math.floor(turn / things))
  return [
    {
      kind: 'cached',
      perSecond: RATES.cached,
      ask: (turn) => ({
        reply: serverAt(turn, keys.cached.length).verify(pick(keys.cached, turn).secret),
        note: { right: 'VALID' },
      }),
    },
    {
      kind: 'uncached',
      perSecond: RATES.uncached,
      ask(turn) {
        const { secret, right } = pick(keys.uncached, turn)
        return { reply: serverAt(turn, keys.uncached.length).verify(secret, {}, NO_CACHE), note: { right } }
      },
    },
    {
      kind: 'issue',
      perSecond: RATES.issue,
      ask(turn) {
        const name = `${run}-${turn}`
        const again = (): Promise<Reply> => pick(servers, turn).admin('POST', '/issuedApiKeys', { name, request_id: name })
        return { reply: again(), note: { right: 'HTTP 201', again, subject: name } }
      },
    },
    {
      kind: 'revoke',
      perSecond: RATES.revoke,
      ask(turn) {
        const { keyId, secret } = pick(keys.victims, turn)
        const again = (): Promise<Reply> => pick(servers, turn).admin('POST', `/apiKeys/${keyId}:revoke`)
        return { reply: again(), note: { right: 'HTTP 204', again, subject: secret } }
      },
    },
  ]
}

/** What became of writes, once the store is back and whoever got no answer has asked again. */
export interface Settlement {
  readonly inDoubt: number
  readonly unresolved: number
  readonly missing: number
  readonly duplicates: number
  readonly revokedThatVerify: number
}

export async function settle(api: Api, sightings: readonly OutageSighting[]): Promise<Settlement> {
  const writes = sightings.filter(({ note }) => note.again !== undefined)
  const inDoubt = writes.filter(({ verdict, note }) => verdict !== note.right)
  let unresolved = 0
  for (const { note } of inDoubt) {
    const { status } = (await note.again?.()) ?? { status: 0 }
    if (`HTTP ${status}` !== note.right) unresolved++
  }
  const names = (await api.list('issuedApiKeys')).map(({ name }) => name)
  const made = writes.filter(({ kind }) => kind === 'issue').map(({ note }) => note.subject ?? '')
  const counts = made.map((name) => names.filter((other) => other === name).length)
  const ended = writes.filter(({ kind }) => kind === 'revoke').map(({ note }) => note.subject ?? '')
  const verdicts = await Promise.all(ended.map((secret) => api.isValid(secret)))
  return {
    inDoubt: inDoubt.length,
    unresolved,
    missing: counts.filter((count) => count === 0).length,
    duplicates: counts.filter((count) => count > 1).length,
    revokedThatVerify: verdicts.filter((valid) => valid).length,
  }
}
