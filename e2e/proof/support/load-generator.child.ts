// Offers load by the clock, whatever becomes of it: node load-generator.child.ts < plan.json > counts.json
import { setPriority } from 'node:os'
import { text } from 'node:stream/consumers'
import type { LoadCount, LoadCounts, LoadKind, LoadPlan, Times } from './load-plan.ts'
import { type PlainAnswer, PlainConnection } from './plain-connection.ts'

const TICK_MS = 1
/** After the last request is due, so long is waited for answers. */
const LINGER_MS = 5000

// Callers have processors of their own: what ours waits for one must not look like waiting for the server.
try {
  setPriority(-10)
} catch {
  // Only for who may.
}

const plan = JSON.parse(await text(process.stdin)) as LoadPlan

interface Due {
  readonly kind: Kind
  readonly request: string
  readonly at: number
}

class Kind {
  readonly #plan: LoadKind
  readonly #accepted: number[] = []
  readonly #refused: number[] = []
  readonly #statuses: Record<string, number> = {}
  #next = 0
  #counted = 0
  #answered = 0
  #sent = 0
  #withoutRetryAfter = 0
  #closing = 0

  constructor(kind: LoadKind) {
    this.#plan = kind
  }

  get isClosedLoop(): boolean {
    return this.#plan.perSecond === 0
  }

  /** What is due by then and was not taken yet, in open loop. */
  *dueBy(elapsedMs: number, startedAt: number): Generator<Due> {
    const { perSecond } = this.#plan
    for (let at = this.#dueAt(perSecond); at <= elapsedMs; at = this.#dueAt(perSecond)) {
      const due = this.take(startedAt + at)
      if (due === undefined) return
      yield due
    }
  }

  #dueAt = (perSecond: number): number => (this.#next * 1000) / perSecond

  take(at: number): Due | undefined {
    const { requests, once = false } = this.#plan
    if (once && this.#next >= requests.length) return undefined
    const request = requests[this.#next % requests.length] ?? ''
    this.#next += 1
    if (at >= countFrom) this.#counted += 1
    return { kind: this, request, at }
  }

  send(at: number): void {
    if (at >= countFrom) this.#sent += 1
  }

  note({ status, retryAfter, closes }: PlainAnswer, at: number): void {
    if (at < countFrom) return
    this.#answered += 1
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1
    if (closes) this.#closing += 1
    const ms = performance.now() - at
    if (status >= 200 && status < 300) this.#accepted.push(ms)
    if (status !== 503 && status !== 429) return
    this.#refused.push(ms)
    if (!retryAfter) this.#withoutRetryAfter += 1
  }

  counts(): LoadCount {
    return {
      due: this.#counted,
      statuses: this.#statuses,
      accepted: timesOf(this.#accepted),
      refused: timesOf(this.#refused),
      refusedWithoutRetryAfter: this.#withoutRetryAfter,
      closing: this.#closing,
      unanswered: this.#sent - this.#answered,
    }
  }
}

function timesOf(values: number[]): Times {
  values.sort((one, other) => one - other)
  const at = (part: number): number =>
    Math.round((values[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0) * 10) / 10
  return { count: values.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}

process.stdout.write('started\n')
const startedAt = performance.now()
const countFrom = startedAt + plan.skipSeconds * 1000
let endsAt = startedAt + plan.seconds * 1000
process.on('SIGTERM', () => {
  endsAt = Math.min(endsAt, performance.now())
})
const kinds = plan.kinds.map((kind) => new Kind(kind))
const ports = [plan.port, ...(plan.otherPorts ?? [])]
const idle = Array.from({ length: plan.connections }, (_, index) => new PlainConnection(ports[index % ports.length] ?? 0))
const all = [...idle]
const waiting: Due[] = []
let firstWaiting = 0
let underWay = 0

function dispatch(): void {
  while (firstWaiting < waiting.length) {
    const connection = idle.pop()
    if (connection === undefined) return
    const due = waiting[firstWaiting++]
    if (due !== undefined) sendOn(connection, due)
  }
  waiting.length = 0
  firstWaiting = 0
}

function sendOn(connection: PlainConnection, due: Due): void {
  underWay += 1
  due.kind.send(due.at)
  connection.send(due.request, (answer) => {
    underWay -= 1
    due.kind.note(answer, due.at)
    const now = performance.now()
    const next = due.kind.isClosedLoop && now < endsAt ? due.kind.take(now) : undefined
    if (answer.closes && plan.staysAway === true) return
    if (next !== undefined) sendOn(connection, next)
    else {
      idle.push(connection)
      dispatch()
    }
  })
}

function tick(): void {
  const now = performance.now()
  for (const kind of kinds) {
    if (!kind.isClosedLoop) waiting.push(...kind.dueBy(Math.min(now, endsAt) - startedAt, startedAt))
  }
  dispatch()
  if (now < endsAt || (underWay > 0 && now < endsAt + LINGER_MS)) return
  clearInterval(timer)
  for (const connection of all) connection.close()
  const counts: LoadCounts = Object.fromEntries(plan.kinds.map(({ name }, index) => [name, kinds[index]?.counts() ?? nothing]))
  process.stdout.write(`${JSON.stringify(counts)}\n`)
}
const noTimes: Times = { count: 0, p50: 0, p99: 0, max: 0 }
const nothing: LoadCount = {
  due: 0,
  statuses: {},
  accepted: noTimes,
  refused: noTimes,
  refusedWithoutRetryAfter: 0,
  closing: 0,
  unanswered: 0,
}

const timer = setInterval(tick, TICK_MS)
for (const kind of kinds.filter(({ isClosedLoop }) => isClosedLoop)) {
  for (const connection of idle.splice(0)) {
    const due = kind.take(performance.now())
    if (due !== undefined) sendOn(connection, due)
  }
}
