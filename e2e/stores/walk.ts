import { SeededRandom } from '@latchkey/testkit/seeded-random'
import { type RecordedAnswer, Recorder } from './operation-log.ts'
import { PROJECT_KEY, type StillServer } from './still-server.ts'

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire is asked again, whatever it is
type Json = any

interface Sent {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly isFromPage?: boolean
}

/** A walk through the product that chance leads, the same every time, and that a recorder writes down. */
export class Walk {
  readonly recorder: Recorder
  /** Makes the first account. */
  readonly setupToken: string
  readonly random = new SeededRandom('walk')

  /** What opens the first project. */
  readonly projectHeaders = { authorization: `Bearer ${PROJECT_KEY}` } as const

  constructor(still: StillServer) {
    this.recorder = new Recorder(still)
    this.setupToken = tokenIn(still.server.server.setupLink?.reveal())
  }

  /** One call below the first project with its key. Resolves to the body. */
  async call(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Json> {
    return bodyOf(await this.as(PROJECT_KEY, method, `/v2alpha1/${path}`, { body, headers }))
  }

  /** One call with any key; `body` is sent as JSON. */
  as(
    key: string | undefined,
    method: string,
    path: string,
    { body, headers = {}, isFromPage }: Sent = {},
  ): Promise<RecordedAnswer> {
    return this.recorder.ask({
      method,
      path,
      headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...(isFromPage === undefined ? {} : { isFromPage }),
    })
  }

  /** Lets up to an hour go by, mostly milliseconds, often nothing: what is made at the same instant must keep its order too. */
  pass(): void {
    this.recorder.moveClockBy(this.random.pick([0, 0, 1, 7, 1000, 61_000, 3_600_000]))
  }

  /** Of so many in a hundred. */
  chance(percent: number): boolean {
    return this.random.below(100) < percent
  }

  /** One of several, or nothing of none. */
  one<T>(choices: readonly T[]): T | undefined {
    return choices[this.random.below(Math.max(1, choices.length))]
  }
}

/** Of a link that is sent to people. */
export const tokenIn = (link = ''): string => link.replace(/.*#token=/, '')

export const bodyOf = ({ body }: RecordedAnswer): Json =>
  body.startsWith('{') || body.startsWith('[') ? JSON.parse(body) : undefined
