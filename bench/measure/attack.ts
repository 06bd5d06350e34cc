/** Requests, sent in turn over keep-alive connections. */
export interface Load {
  /** Default: POST. */
  readonly method?: 'GET' | 'POST'
  readonly path: string
  /** JSON texts without line breaks; one empty text for a GET. */
  readonly bodies: readonly string[]
  readonly headers: Readonly<Record<string, string>>
}

export interface AttackShape {
  readonly seconds: number
  readonly connections: number
  /** Where the generator runs. */
  readonly cores: readonly number[]
}

/** What a load generator counted. */
export interface Attack {
  readonly requests: number
  readonly requestsPerSecond: number
}
