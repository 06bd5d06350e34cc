import { formatAccessKey } from '@latchkey/core/credential/access-key-secret'
import type { Clock, Instant } from '@latchkey/core/ports/clock'
import type { KeyStore } from '@latchkey/core/ports/key-store'
import type { RandomSource } from '@latchkey/core/ports/random-source'
import type { WebhookRequest, WebhookSender } from '@latchkey/core/ports/webhook-sender'
import { SeededRandom } from '@latchkey/testkit/seeded-random'
import type { Backend } from '../support/backend.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** Where its pages are, whatever port it listens on. */
export const PUBLIC_URL = 'https://latchkey.example'
export const PROJECT_KEY = formatAccessKey('project', new SeededRandom('project').bytes(96))
export const WORKSPACE_KEY = formatAccessKey('workspace', new SeededRandom('workspace').bytes(96))

const STARTED_AT = Date.parse('2031-05-06T07:08:09.123Z')

/** Time stands still until a test moves it. */
export class StillClock implements Clock {
  #ms = STARTED_AT

  now(): Instant {
    return this.#ms as Instant
  }

  monotonicMs(): number {
    return this.#ms
  }

  moveBy(ms: number): void {
    this.#ms += ms
  }
}

/** Seeded anew before every step, so that what one step draws moves no other. */
export class StepRandom implements RandomSource {
  #stream = new SeededRandom('start')

  beginStep(step: number): void {
    this.#stream = new SeededRandom(`step ${step}`)
  }

  bytes(length: number): Uint8Array {
    return this.#stream.bytes(length)
  }

  uuid(): string {
    return this.#stream.uuid()
  }
}

/** Receivers that take everything, or answer what their address names. */
const receiver: WebhookSender = {
  async send({ url }: WebhookRequest) {
    const status = /answers-(\d+)/.exec(url)?.[1]
    return { outcome: 'answered', status: status === undefined ? 204 : Number(status) }
  },
}

/** Holds back the times of last use, which are written beside requests, until a test wants to see them. */
export class UseGate {
  #isOpen = false

  open(): void {
    this.#isOpen = true
  }

  /** Uses that are refused stay noted and are offered again. */
  readonly before = (store: KeyStore): KeyStore => ({
    ...store,
    recordUses: async (uses) => {
      if (!this.#isOpen) throw new Error('uses are held back')
      await store.recordUses(uses)
    },
  })
}

export interface StillServer {
  readonly server: TestServer
  readonly clock: StillClock
  readonly random: StepRandom
  readonly uses: UseGate
}

/** A server to which nothing happens by chance or by time: all that it answers follows from what it was asked. */
export async function startStillServer(backend: Backend): Promise<StillServer> {
  const [clock, random, uses] = [new StillClock(), new StepRandom(), new UseGate()]
  const server = await startTestServer({
    backend,
    config: {
      console: { public_url: PUBLIC_URL, registration: 'open' },
      credentials: { issuer: PUBLIC_URL },
      cache: { enabled: true, ttl: '1h' },
      rate_limit: { enabled: true },
      usage: { flush_interval: '100ms' },
      last_used: { flush_interval: '100ms' },
      serve: { http: { admission: { enabled: false } } },
      webhooks: { allow_private_targets: true },
    },
    environment: { LATCHKEY_BOOTSTRAP_PROJECT_KEY: PROJECT_KEY, LATCHKEY_BOOTSTRAP_WORKSPACE_KEY: WORKSPACE_KEY },
    projectKey: PROJECT_KEY,
    overrides: { clock, random, webhookSender: receiver, keyStore: uses.before },
  })
  return { server, clock, random, uses }
}
