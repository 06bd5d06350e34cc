import { mayUseFrom } from '@latchkey/core/verify/ip-restriction'
import { coversScopes } from '@latchkey/core/verify/scopes'
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from 'jose'
import { LatchkeyUnreachableError } from './errors.ts'

/** What a derived JWT states about its bearer. */
export interface OfflineClaims extends JWTPayload {
  /** The parent key's id. */
  readonly sub: string
  readonly jti: string
  readonly iat: number
  readonly exp: number
  /** Project id. */
  readonly nid: string
  /** Actor id; may be empty. */
  readonly act?: string
  readonly scp?: string[]
  readonly meta?: Readonly<Record<string, unknown>>
  readonly vis?: 'public' | 'secret'
  /** CIDR ranges the token may be used from. */
  readonly acl?: string[]
}

export type OfflineFailure =
  | 'signature_invalid'
  | 'expired'
  | 'not_yet_valid'
  | 'foreign_project'
  | 'ip_not_allowed'
  | 'insufficient_scope'

export type OfflineVerification =
  | { readonly valid: true; readonly claims: OfflineClaims }
  | { readonly valid: false; readonly failure: OfflineFailure }

export interface OfflineVerifierOptions {
  /** `<project address>/v2alpha1/derivedKeys/jwks.json` */
  readonly jwksUrl: string
  /** The project's issuer, and those it replaced that are still accepted. */
  readonly issuer: string | readonly string[]
  /** Refuses tokens of any other project. */
  readonly projectId?: string
  /** How far clocks may differ; 0–60. Default 5. */
  readonly clockToleranceSeconds?: number
  /** How long fetched signing keys are trusted: a signing key that was revoked lives on for this long. Default 10 minutes. */
  readonly cacheMaxAgeMs?: number
  readonly fetch?: typeof fetch
  /** Stands in for the system clock; milliseconds since 1970. */
  readonly now?: () => number
}

export interface OfflineRequirements {
  /** All must be held; `read:*` covers `read:orders`. */
  readonly requiredScopes?: readonly string[]
  /** The bearer's address. A token that is bound to addresses is refused when it is not given. */
  readonly clientIp?: string
}

const CLOCK_TOLERANCE_MAX_SECONDS = 60
const TOKEN_MAX_CHARACTERS = 16 * 1024
const ALGORITHMS = ['EdDSA', 'RS256']

/**
 * Verifies derived JWTs without a call per token: signing keys are fetched once, kept, and fetched again when they are
 * old or a token names an unknown one (at most every 30 seconds). It cannot know that a parent key was revoked meanwhile.
 */
export class OfflineVerifier {
  readonly #options: OfflineVerifierOptions
  readonly #clockToleranceSeconds: number
  readonly #jwks: RemoteJWKSet

  /** @throws TypeError or RangeError when an option is not acceptable */
  constructor(options: OfflineVerifierOptions) {
    const toleranceSeconds = options.clockToleranceSeconds ?? 5
    if (!(toleranceSeconds >= 0 && toleranceSeconds <= CLOCK_TOLERANCE_MAX_SECONDS)) {
      throw new RangeError(`clockToleranceSeconds: must be between 0 and ${CLOCK_TOLERANCE_MAX_SECONDS}`)
    }
    if (options.issuer.length === 0) throw new TypeError('issuer: must name at least one')
    this.#options = options
    this.#clockToleranceSeconds = toleranceSeconds
    this.#jwks = createRemoteJWKSet(new URL(options.jwksUrl), {
      ...(options.cacheMaxAgeMs === undefined ? {} : { cacheMaxAge: options.cacheMaxAgeMs }),
      ...(options.fetch === undefined ? {} : { [customFetch]: options.fetch }),
    })
  }

  /** Rejects with `LatchkeyUnreachableError` when the signing keys cannot be fetched: that says nothing about the token. */
  async verify(token: string, requirements: OfflineRequirements = {}): Promise<OfflineVerification> {
    const claims = await this.#claimsOf(token)
    if (typeof claims === 'string') return { valid: false, failure: claims }
    const failure = this.#refusal(claims, requirements)
    return failure === undefined ? { valid: true, claims } : { valid: false, failure }
  }

  async #claimsOf(token: string): Promise<OfflineClaims | OfflineFailure> {
    if (token.length > TOKEN_MAX_CHARACTERS) return 'signature_invalid'
    try {
      const { payload } = await jwtVerify<OfflineClaims>(token, this.#jwks, {
        algorithms: ALGORITHMS,
        issuer: [this.#options.issuer].flat() as string[],
        requiredClaims: ['sub', 'jti', 'iat', 'exp', 'nid'],
        clockTolerance: this.#clockToleranceSeconds,
        ...(this.#options.now === undefined ? {} : { currentDate: new Date(this.#options.now()) }),
      })
      return payload
    } catch (error) {
      return failureOf(error)
    }
  }

  #refusal(claims: OfflineClaims, requirements: OfflineRequirements): OfflineFailure | undefined {
    if (this.#options.projectId !== undefined && claims.nid !== this.#options.projectId) return 'foreign_project'
    if (!mayUseFrom(boundAddresses(claims), requirements.clientIp)) return 'ip_not_allowed'
    return coversScopes(claims.scp ?? [], requirements.requiredScopes ?? []) ? undefined : 'insufficient_scope'
  }
}

const boundAddresses = (claims: OfflineClaims): readonly string[] | undefined =>
  claims.acl === undefined || claims.acl.length === 0 ? undefined : claims.acl

/** What is the token's fault becomes a value; what is not rejects. */
function failureOf(error: unknown): OfflineFailure {
  if (error instanceof errors.JWTExpired) return 'expired'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf') return 'not_yet_valid'
  const isTokensFault = TOKEN_ERRORS.some((kind) => error instanceof kind)
  if (isTokensFault) return 'signature_invalid'
  throw new LatchkeyUnreachableError('Cannot fetch the signing keys', { cause: error })
}

const TOKEN_ERRORS = [
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
]
