/** What a generator in a process of its own is told, as JSON on its standard input. */
export interface LoadPlan {
  readonly port: number
  /** Further ports, used in turn. */
  readonly otherPorts?: readonly number[]
  readonly seconds: number
  /** What is asked before that long is not counted. */
  readonly skipSeconds: number
  readonly connections: number
  /** Like a load balancer that has noticed: a connection that the server closes with an answer is not made again. */
  readonly staysAway?: boolean
  readonly kinds: readonly LoadKind[]
}

export interface LoadKind {
  readonly name: string
  /** Open loop: so many a second, whatever is answered. 0: closed loop, each of the connections waits for its answer. */
  readonly perSecond: number
  /** Ready-made requests, sent in turn. */
  readonly requests: readonly string[]
  /** Whether each request is sent at most once. */
  readonly once?: boolean
}

/** What a generator counted of one kind; times in milliseconds, from when a request was due to the end of its answer. */
export interface LoadCount {
  readonly due: number
  /** By status; 0 is a connection that broke under a request, -1 one that could not be made. */
  readonly statuses: Readonly<Record<string, number>>
  readonly accepted: Times
  readonly refused: Times
  readonly refusedWithoutRetryAfter: number
  /** Answers that said that the connection ends with them. */
  readonly closing: number
  /** Sent, and not answered at the end. */
  readonly unanswered: number
}

export interface Times {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export type LoadCounts = Readonly<Record<string, LoadCount>>

export interface PlainRequest {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

/** The bytes of a request with a project key. */
export function requestText({ method, path, body }: PlainRequest, projectKey: string): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const entity = body === undefined ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`
  return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${projectKey}\r\n${entity}\r\n${text}`
}
