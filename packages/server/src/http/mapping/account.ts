import type {
  ConsoleAccount,
  ConsoleMembership,
  ConsoleSession,
  ConsoleSignedIn,
  CurrentSession,
} from '@latchkey/contract/messages/console'
import type { Membership } from '@latchkey/core/access/membership'
import { stepUpUntil } from '@latchkey/core/account/session'
import { formatInstant } from '@latchkey/core/key/instant-text'
import type { Account, Session, SignedIn } from '@latchkey/core/ports/account-store'

/** Never the password's hash, nor who the person is at the provider. */
export const accountToWire = (account: Account): ConsoleAccount => ({
  id: account.id,
  email: account.email,
  name: account.name,
  email_verified: account.emailVerified,
  has_password: account.passwordHash !== undefined,
  has_identity: account.identity !== undefined,
  created_at: formatInstant(account.createdAt),
})

export const membershipToWire = ({ workspaceId, projectId, role }: Membership): ConsoleMembership => ({
  workspace_id: workspaceId,
  project_id: projectId ?? null,
  role,
})

export const currentSessionToWire = (session: Session): CurrentSession => ({
  id: session.id,
  created_at: formatInstant(session.createdAt),
  expires_at: formatInstant(session.expiresAt),
  step_up_until: formatInstant(stepUpUntil(session)),
})

export const sessionToWire = (session: Session, current: Session): ConsoleSession => ({
  id: session.id,
  created_at: formatInstant(session.createdAt),
  last_seen_at: formatInstant(session.lastSeenAt),
  expires_at: formatInstant(session.expiresAt),
  ip: session.ip ?? null,
  user_agent: session.userAgent,
  is_current: session.id === current.id,
})

export const signedInToWire = ({ account, memberships, session }: SignedIn): ConsoleSignedIn => ({
  account: accountToWire(account),
  memberships: memberships.map(membershipToWire),
  session: currentSessionToWire(session),
})
