import { hash } from 'node:crypto'
import { Secret } from '../credential/secret.ts'
import type { Account, AccountStore, Session, SignedIn } from '../ports/account-store.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { RandomSource } from '../ports/random-source.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
export const SESSION_IDLE_MS = 12 * HOUR_MS
export const SESSION_LIFE_MS = 7 * 24 * HOUR_MS
/** How long nobody asks again who the person is. */
export const STEP_UP_MS = 10 * MINUTE_MS
/** A busy session is written down once a minute, not with every request. */
const TOUCH_EVERY_MS = MINUTE_MS
const VALUE_BYTES = 32
const VALUE = /^[A-Za-z0-9_-]{43}$/
const USER_AGENT_MAX = 256

/** Where a person signs in from. */
export interface Browser {
  readonly ip: string | undefined
  readonly userAgent: string
}

/** A session that has just begun, and the cookie value that opens it. */
export interface StartedSession {
  readonly value: Secret
  readonly session: Session
}

export interface SessionDependencies {
  readonly accounts: Pick<AccountStore, 'createSession'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

/** Begins a session for a person who has just proved who they are. */
export async function startSession(account: Account, browser: Browser, deps: SessionDependencies): Promise<StartedSession> {
  const now = deps.clock.now()
  const value = Buffer.from(deps.random.bytes(VALUE_BYTES)).toString('base64url')
  const session: Session = {
    id: deps.random.uuid(),
    hash: hashSessionValue(value),
    accountId: account.id,
    createdAt: now,
    lastSeenAt: now,
    provedAt: now,
    expiresAt: (now + SESSION_LIFE_MS) as Instant,
    ip: browser.ip,
    userAgent: browser.userAgent.toWellFormed().replaceAll('\0', '').slice(0, USER_AGENT_MAX).toWellFormed(),
  }
  await deps.accounts.createSession(session)
  return { value: new Secret(value), session }
}

/** How a session is stored and found: SHA-256 of the cookie's value, base64url. */
export const hashSessionValue = (value: string): string => hash('sha256', value, 'base64url')

/** Until then nobody asks again who the person is. */
export const stepUpUntil = ({ provedAt }: Pick<Session, 'provedAt'>): Instant => (provedAt + STEP_UP_MS) as Instant

/** The session has neither been idle for too long nor reached its end. */
export const isLive = (session: Session, now: Instant): boolean =>
  now < session.expiresAt && now < session.lastSeenAt + SESSION_IDLE_MS

export interface SessionReaderDependencies {
  readonly accounts: Pick<AccountStore, 'findSession' | 'touchSession'>
  readonly clock: Pick<Clock, 'now'>
}

export type SessionReader = (cookieValue: string | undefined) => Promise<SignedIn | undefined>

/** Who is signed in with a cookie's value; `undefined` for nobody. Notes, at most once a minute, that the session is in use. */
export const makeSessionReader =
  ({ accounts, clock }: SessionReaderDependencies): SessionReader =>
  async (cookieValue) => {
    if (cookieValue === undefined || !VALUE.test(cookieValue)) return undefined
    const signedIn = await accounts.findSession(hashSessionValue(cookieValue))
    const now = clock.now()
    if (signedIn === undefined || !isLive(signedIn.session, now)) return undefined
    const { session } = signedIn
    if (now - session.lastSeenAt < TOUCH_EVERY_MS) return signedIn
    await accounts.touchSession(session.hash, { lastSeenAt: now, provedAt: session.provedAt })
    return { ...signedIn, session: { ...session, lastSeenAt: now } }
  }
