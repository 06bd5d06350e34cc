import { hash } from 'node:crypto'
import type { Membership } from '@latchkey/core/access/membership'
import type { Account, Invitation, PasswordReset, Session } from '@latchkey/core/ports/account-store'
import { buildUuid } from './builders.ts'
import { atMs, TEST_START } from './fake-clock.ts'

/** A person with a password; each one has an id and an address of their own. */
export function buildAccount(overrides: Partial<Account> = {}): Account {
  const id = buildUuid()
  return {
    id,
    email: `person-${id}@example.com`,
    name: 'Person',
    emailVerified: true,
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g',
    identity: undefined,
    createdAt: TEST_START,
    updatedAt: TEST_START,
    ...overrides,
  }
}

/** An ownership of a whole workspace. */
export const buildMembership = (overrides: Partial<Membership> = {}): Membership => ({
  accountId: buildUuid(),
  workspaceId: buildUuid(),
  projectId: undefined,
  role: 'owner',
  createdAt: TEST_START,
  ...overrides,
})

/** An invitation into a whole workspace, for a week. */
export function buildInvitation(overrides: Partial<Invitation> = {}): Invitation {
  const id = buildUuid()
  return {
    id,
    hash: hash('sha256', `invitation ${id}`, 'base64url'),
    workspaceId: buildUuid(),
    projectId: undefined,
    email: 'guest@example.com',
    role: 'developer',
    invitedBy: 'somebody',
    createdAt: TEST_START,
    expiresAt: atMs(7 * 86_400_000),
    ...overrides,
  }
}

/** A session that was just begun and lasts a week. */
export function buildSession(overrides: Partial<Session> = {}): Session {
  const id = buildUuid()
  return {
    id,
    hash: hash('sha256', `session ${id}`, 'base64url'),
    accountId: buildUuid(),
    createdAt: TEST_START,
    lastSeenAt: TEST_START,
    provedAt: TEST_START,
    expiresAt: atMs(7 * 86_400_000),
    ip: '192.0.2.7',
    userAgent: 'tests/1.0',
    ...overrides,
  }
}

/** The right to choose a new password, for an hour. */
export function buildPasswordReset(overrides: Partial<PasswordReset> = {}): PasswordReset {
  const accountId = buildUuid()
  return { accountId, hash: hash('sha256', `reset ${buildUuid()}`, 'base64url'), expiresAt: atMs(3_600_000), ...overrides }
}
