import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { rename, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Overrides } from '@latchkey/server/main'
import type { TestServer } from '../../support/test-server.ts'
import { atLeast, atMost, exactly, type Finding, judge } from '../bar.ts'
import { type Api, expectStatus } from './api.ts'
import { withServer } from './with-server.ts'

export const INVALID_WITHIN_MS = 1000
const RELOADED_WITHIN_MS = 10_000
export const SETTLE_MS = 400
const TICK_MS = 10
const PER_TICK = 5
const REQUESTS_PER_SECOND_MIN = 100

interface Observation {
  readonly label: string
  readonly sentAt: number
  readonly answeredAt: number
  readonly valid: boolean
}

/** Verifies all credentials it was given in turn, some hundred times a second, whether earlier answers are there or not. */
export class Load {
  readonly observations: Observation[] = []
  readonly #api: Api
  readonly #credentials: (readonly [label: string, credential: string])[] = []
  readonly #pending = new Set<Promise<void>>()
  readonly #timer: NodeJS.Timeout
  #turn = 0
  #errors = 0

  constructor(api: Api) {
    this.#api = api
    this.#timer = setInterval(() => this.#tick(), TICK_MS)
  }

  add(label: string, credential: string): void {
    this.#credentials.push([label, credential])
  }

  /** How many requests got no answer of 200. */
  async stop(): Promise<number> {
    clearInterval(this.#timer)
    await Promise.all(this.#pending)
    return this.#errors
  }

  #tick(): void {
    for (let index = 0; index < PER_TICK; index++) {
      const next = this.#credentials[this.#turn++ % this.#credentials.length]
      if (next === undefined) return
      const asked = this.#ask(...next).finally(() => this.#pending.delete(asked))
      this.#pending.add(asked)
    }
  }

  async #ask(label: string, credential: string): Promise<void> {
    const sentAt = performance.now()
    try {
      const valid = await this.#api.isValid(credential)
      this.observations.push({ label, sentAt, answeredAt: performance.now(), valid })
    } catch {
      this.#errors++
    }
  }
}

export const newHmacSecret = (): string => randomBytes(48).toString('base64url')

const newSigningKey = () => ({
  ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
  kid: randomBytes(6).toString('hex'),
})
type SigningJwk = ReturnType<typeof newSigningKey>

interface RootSecrets {
  readonly hmac: { readonly current: string; readonly retired: readonly string[] }
  readonly signing: readonly SigningJwk[]
}

const configOf = ({ hmac, signing }: RootSecrets): Record<string, unknown> => ({
  cache: { enabled: true, ttl: '60s' },
  secrets: { hmac },
  credentials: {
    derived_tokens: {
      jwt: { signing_keys: { urls: [`base64://${Buffer.from(JSON.stringify({ keys: signing })).toString('base64')}`] } },
    },
  },
})

/** Replaces the file in one step, and waits until the server says that it has read it. Resolves to when it was replaced. */
async function reconfigure(server: TestServer, secrets: RootSecrets): Promise<number> {
  const reloads = (): number => server.logs.filter((line) => line.includes('configuration reloaded')).length
  const wanted = reloads() + 1
  await writeFile(`${server.configFile}.next`, JSON.stringify(configOf(secrets)), { mode: 0o600 })
  const replacedAt = performance.now()
  await rename(`${server.configFile}.next`, server.configFile)
  while (reloads() < wanted && performance.now() - replacedAt < RELOADED_WITHIN_MS) await delay(5)
  return replacedAt
}

/** One credential of each kind that hangs on the root secrets of now. */
export async function addCredentials(load: Load, api: Api, generation: string): Promise<void> {
  const { secret } = await api.issue({ scopes: ['a'] })
  load.add(`${generation} key`, secret)
  load.add(`${generation} jwt`, await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_JWT' }))
  load.add(`${generation} macaroon`, await api.derive(secret, { algorithm: 'TOKEN_ALGORITHM_MACAROON' }))
}

export const pageStatus = async (api: Api, pageToken: string): Promise<number> =>
  (await api.admin('GET', `/issuedApiKeys?page_size=1&page_token=${pageToken}`)).status

export interface LiveRotation {
  readonly overrides?: Overrides
  /** False: the operator replaces the secrets without retiring the former ones. */
  readonly isGraceful?: boolean
}

/** Rotates the HMAC secret and the signing key by configuration while verifications go on, then drops the former ones. */
export function rotateLive({ overrides = {}, isGraceful = true }: LiveRotation = {}): Promise<Finding> {
  const [first, second] = [newHmacSecret(), newHmacSecret()] as const
  const [firstKey, secondKey] = [newSigningKey(), newSigningKey()] as const
  const before: RootSecrets = { hmac: { current: first, retired: [] }, signing: [firstKey] }
  const rotated: RootSecrets = {
    hmac: { current: second, retired: isGraceful ? [first] : [] },
    signing: isGraceful ? [secondKey, firstKey] : [secondKey],
  }
  const dropped: RootSecrets = { hmac: { current: second, retired: [] }, signing: [secondKey] }
  return withServer({ config: configOf(before), overrides }, async ({ api, server }) => {
    const load = new Load(api)
    const startedAt = performance.now()
    await addCredentials(load, api, 'old')
    await api.issue()
    const { body } = expectStatus(await api.admin('GET', '/issuedApiKeys?page_size=1'), 200)
    await delay(SETTLE_MS)
    await reconfigure(server, rotated)
    await addCredentials(load, api, 'new')
    await delay(SETTLE_MS)
    const pageWhileRetired = await pageStatus(api, body.next_page_token)
    const droppedAt = isGraceful ? await reconfigure(server, dropped) : performance.now()
    await delay(INVALID_WITHIN_MS + SETTLE_MS)
    const pageAfterDrop = await pageStatus(api, body.next_page_token)
    const elapsedMs = performance.now() - startedAt
    const errors = await load.stop()
    return judgeRotation({ observations: load.observations, errors, droppedAt, elapsedMs, pageWhileRetired, pageAfterDrop })
  })
}

interface Seen {
  readonly observations: readonly Observation[]
  readonly errors: number
  readonly droppedAt: number
  readonly elapsedMs: number
  readonly pageWhileRetired: number
  readonly pageAfterDrop: number
}

export function judgeRotation({ observations, errors, droppedAt, elapsedMs, pageWhileRetired, pageAfterDrop }: Seen): Finding {
  const isOld = ({ label }: Observation): boolean => label.startsWith('old')
  // What was under way when the secret was dropped may have met either state.
  const failed = observations.filter((seen) => !seen.valid && (!isOld(seen) || seen.answeredAt < droppedAt))
  const lastsMs = (kind: string): number => {
    const valid = observations.filter(({ label, valid }) => label === `old ${kind}` && valid)
    return Math.max(0, Math.round(Math.max(...valid.map(({ sentAt }) => sentAt)) - droppedAt))
  }
  return judge({
    requestsPerSecond: atLeast(Math.round(observations.length / (elapsedMs / 1000)), REQUESTS_PER_SECOND_MIN),
    failedVerifications: exactly(failed.length, 0),
    requestsWithoutAnswer: exactly(errors, 0),
    pageTokenWhileRetired: exactly(pageWhileRetired, 200),
    oldKeyLastsMs: atMost(lastsMs('key'), INVALID_WITHIN_MS),
    oldJwtLastsMs: atMost(lastsMs('jwt'), INVALID_WITHIN_MS),
    oldMacaroonLastsMs: atMost(lastsMs('macaroon'), INVALID_WITHIN_MS),
    pageTokenAfterDrop: exactly(pageAfterDrop, 400),
  })
}
