import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { StillServer } from './still-server.ts'

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** From a page of the server itself, whose address says on which port it happens to listen. */
  readonly isFromPage?: boolean
}

export interface RecordedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One line of a log: what was asked, what came, and how the clock moved before. */
export interface Operation {
  readonly step: number
  readonly movedMs: number
  /** Whether times of last use are written from here on. */
  readonly opensUses: boolean
  readonly request: Request
  readonly answer: RecordedAnswer
  /** It tells of what happens beside requests, so that it may say so a little later. */
  readonly isLater: boolean
}

const LATER_MS = 10_000
/** The others tell of the connection, of the cache or of the request. */
const HEADERS = ['content-type', 'etag', 'location', 'www-authenticate', 'cache-control', 'content-disposition', 'set-cookie']

const answerOf = async (response: Response): Promise<RecordedAnswer> => ({
  status: response.status,
  headers: Object.fromEntries(
    HEADERS.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name) ?? '']] : [])),
  ),
  body: await response.text(),
})

async function ask(
  { server, random }: StillServer,
  step: number,
  { method, path, headers, body, isFromPage }: Request,
): Promise<RecordedAnswer> {
  random.beginStep(step)
  const response = await fetch(`${server.endpoint}${path}`, {
    method,
    headers: {
      'x-request-id': `step-${step}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(isFromPage === true ? { origin: server.endpoint } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  return answerOf(response)
}

/** Asks a server and writes everything down. */
export class Recorder {
  readonly operations: Operation[] = []
  readonly #still: StillServer
  #movedMs = 0
  #opensUses = false

  constructor(still: StillServer) {
    this.#still = still
  }

  moveClockBy(ms: number): void {
    this.#movedMs += ms
    this.#still.clock.moveBy(ms)
  }

  letUsesThrough(): void {
    this.#opensUses = true
    this.#still.uses.open()
  }

  async ask(request: Request): Promise<RecordedAnswer> {
    const step = this.operations.length
    const answer = await ask(this.#still, step, request)
    this.#write({ step, request, answer, isLater: false })
    return answer
  }

  /** Asks until `isThere`; only the last answer counts. */
  async askLater(request: Request, isThere: (body: string) => boolean): Promise<RecordedAnswer> {
    const step = this.operations.length
    for (const until = performance.now() + LATER_MS; ; await delay(20)) {
      const answer = await ask(this.#still, step, request)
      if (!isThere(answer.body)) {
        assert.ok(performance.now() < until, `step ${step} never got there: ${answer.body}`)
        continue
      }
      this.#write({ step, request, answer, isLater: true })
      return answer
    }
  }

  #write(operation: Omit<Operation, 'movedMs' | 'opensUses'>): void {
    this.operations.push({ ...operation, movedMs: this.#movedMs, opensUses: this.#opensUses })
    this.#movedMs = 0
    this.#opensUses = false
  }
}

/** Asks another server the same; rejects at the first answer that differs in a byte. */
export async function replay(
  still: StillServer,
  operations: readonly Operation[],
  same: typeof exactly = exactly,
): Promise<void> {
  for (const { step, movedMs, opensUses, request, answer, isLater } of operations) {
    still.clock.moveBy(movedMs)
    if (opensUses) still.uses.open()
    let got = await ask(still, step, request)
    const until = performance.now() + (isLater ? LATER_MS : 0)
    while (!isEqual(same(got), same(answer)) && performance.now() < until) {
      await delay(20)
      got = await ask(still, step, request)
    }
    assert.deepEqual(same(got), same(answer), `step ${step}: ${request.method} ${request.path} ${request.body ?? ''}`)
  }
}

export const exactly = (answer: RecordedAnswer): RecordedAnswer => answer

const isEqual = (one: RecordedAnswer, other: RecordedAnswer): boolean => JSON.stringify(one) === JSON.stringify(other)
