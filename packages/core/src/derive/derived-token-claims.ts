import { type DomainError, invalidField } from '../errors/domain-error.ts'
import type { ApiKey, KeyId, KeyVisibility, ProjectId } from '../key/api-key.ts'
import type { JsonObject, JsonValue } from '../key/json.ts'
import { isNumericDate } from '../macaroon/numeric-date.ts'
import type { Instant } from '../ports/clock.ts'
import { isJsonObject, withoutDangerousNames } from './jwt-json.ts'

export type DerivedTokenKind = 'jwt' | 'macaroon'

/** What a derived token says. Times are whole seconds since the Unix epoch (NumericDate of RFC 7519 §2). */
export interface DerivedTokenClaims extends JsonObject {
  readonly iss: string
  /** The parent key, three times under the names that readers look for. */
  readonly sub: string
  readonly akid: string
  readonly pid: string
  /** A UUID of the token's own. */
  readonly jti: string
  readonly iat: number
  readonly nbf: number
  /** The first second in which the token is no longer good. */
  readonly exp: number
  readonly nid: string
  readonly tty: DerivedTokenKind
  /** The parent's actor: a plain id, unlike the object of RFC 8693 §4.1. */
  readonly act: string
  readonly scp: readonly string[]
  readonly meta: JsonObject
  readonly vis: KeyVisibility
  /** CIDR ranges the token may be used from. Absent: anywhere. Never empty. */
  readonly acl?: readonly string[]
}

/** What the server states in a token. */
export interface DerivedTokenGrant {
  readonly parent: Pick<ApiKey, 'id' | 'projectId' | 'actorId' | 'metadata' | 'visibility' | 'allowedCidrs'>
  readonly tokenKind: DerivedTokenKind
  readonly issuer: string
  /** Becomes `jti`: a UUID. */
  readonly tokenId: string
  readonly now: Instant
  /** Rounded down to the second, so that a token never outlives its grant. */
  readonly expiresAt: Instant
  readonly scopes: readonly string[]
}

/** The claims of a new token. Custom claims stand beside ours; those with a reserved or dangerous name are dropped. */
export function buildDerivedTokenClaims(grant: DerivedTokenGrant, customClaims: JsonObject = {}): DerivedTokenClaims {
  const allowed = Object.entries(customClaims).filter(([name]) => !reservedClaimNames.has(name))
  return { ...withoutDangerousNames(Object.fromEntries(allowed)), ...serverClaims(grant) }
}

function serverClaims({ parent, tokenKind, issuer, tokenId, now, expiresAt, scopes }: DerivedTokenGrant): DerivedTokenClaims {
  const issuedAtSeconds = Math.floor(now / 1000)
  return {
    iss: issuer,
    sub: parent.id,
    akid: parent.id,
    pid: parent.id,
    jti: tokenId,
    iat: issuedAtSeconds,
    nbf: issuedAtSeconds,
    exp: Math.floor(expiresAt / 1000),
    nid: parent.projectId,
    tty: tokenKind,
    act: parent.actorId,
    scp: scopes,
    meta: withoutDangerousNames(parent.metadata),
    vis: parent.visibility,
    ...(parent.allowedCidrs === undefined ? {} : { acl: parent.allowedCidrs }),
  }
}

/** A grant for which the server states everything it ever states. */
const fullGrant: DerivedTokenGrant = {
  parent: {
    id: '' as KeyId,
    projectId: '' as ProjectId,
    actorId: '',
    metadata: {},
    visibility: 'secret',
    allowedCidrs: ['0.0.0.0/0'],
  },
  tokenKind: 'jwt',
  issuer: '',
  tokenId: '',
  now: 0 as Instant,
  expiresAt: 0 as Instant,
  scopes: [],
}

/**
 * Names we do not write, but from which resource servers read whom a token is for (`aud`, RFC 7519 §4.1.3), what it allows
 * (`scope`, RFC 9068 §2.2.3) or who may act with it (`may_act`, RFC 8693 §4.4; `cnf`, RFC 7800 §3).
 */
const authorityClaimNames = ['aud', 'scope', 'may_act', 'cnf'] as const

/** Every name that a server-made claim set uses, read off one, and those that would speak over it elsewhere. */
export const reservedNamesOf = (writeClaims: (grant: DerivedTokenGrant) => JsonObject): ReadonlySet<string> =>
  new Set([...Object.keys(writeClaims(fullGrant)), ...authorityClaimNames])

/** Claim names that a caller cannot set. */
export const reservedClaimNames: ReadonlySet<string> = reservedNamesOf(serverClaims)

/** Refuses to make a token that no verifier would read. */
export const claimsTooLong = (maxLength: number): DomainError =>
  invalidField('scopes', `make the token, with metadata, IP restriction and custom claims, longer than ${maxLength} characters`)

export interface TokenExpectations {
  /** The project's current and retired issuers. */
  readonly issuers: readonly string[]
  readonly projectId: ProjectId
  readonly now: Instant
}

/** How far another clock may run ahead of ours when it dates a token; an expiry gets no such grace. */
const CLOCK_SKEW_MS = 60_000

/** Whether a claim set, already authenticated, is good here and now. */
export function claimsHold(claims: DerivedTokenClaims, { issuers, projectId, now }: TokenExpectations): boolean {
  const latestStartMs = now + CLOCK_SKEW_MS
  return (
    issuers.includes(claims.iss) &&
    claims.nid === projectId &&
    now < claims.exp * 1000 &&
    claims.nbf * 1000 <= latestStartMs &&
    claims.iat * 1000 <= latestStartMs
  )
}

/** The claim set of a token of this kind, or `undefined` when a claim is missing or of the wrong type. */
export function readDerivedTokenClaims(json: JsonObject, tokenKind: DerivedTokenKind): DerivedTokenClaims | undefined {
  return hasClaimShape(json) && json.tty === tokenKind && json.sub === json.akid && json.sub === json.pid ? json : undefined
}

type ClaimName = keyof { [Name in keyof DerivedTokenClaims as string extends Name ? never : Name]: unknown }
type ClaimCheck = (value: JsonValue | undefined) => boolean

const isText: ClaimCheck = (value) => typeof value === 'string'
const isTextList: ClaimCheck = (value) => Array.isArray(value) && value.every((item) => typeof item === 'string')

const claimChecks: Readonly<Record<ClaimName, ClaimCheck>> = {
  iss: isText,
  sub: isText,
  akid: isText,
  pid: isText,
  jti: isText,
  iat: isNumericDate,
  nbf: isNumericDate,
  exp: isNumericDate,
  nid: isText,
  tty: isText,
  act: isText,
  scp: isTextList,
  meta: isJsonObject,
  vis: (value) => value === 'secret' || value === 'public',
  acl: (value) => value === undefined || (isTextList(value) && Array.isArray(value) && value.length > 0),
}

const hasClaimShape = (json: JsonObject): json is DerivedTokenClaims =>
  Object.entries(claimChecks).every(([name, holds]) => holds(json[name]))
