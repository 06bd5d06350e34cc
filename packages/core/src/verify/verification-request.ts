/** What a caller asks about a credential. */
export interface VerificationRequest {
  /** Secret. */
  readonly credential: string
  /** All must be held. */
  readonly requiredScopes: readonly string[]
  /** Costs no rate limit and records no use. */
  readonly dryRun: boolean
  /** How much of the rate limit this use costs; ≥ 1. */
  readonly cost: number
}

/** What is known about the call itself. */
export interface VerificationContext {
  /** Canonical text of the caller's address; `undefined` when it cannot be known. */
  readonly clientIp: string | undefined
  readonly readCache: boolean
  readonly writeCache: boolean
}
