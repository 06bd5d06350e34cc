import { describe } from 'node:test'
import { describeAccounts, describeFirstAccount } from './account-store-conformance-accounts.ts'
import { describeInvitations } from './account-store-conformance-invitations.ts'
import { describeMembers } from './account-store-conformance-members.ts'
import { describePasswordResets } from './account-store-conformance-resets.ts'
import { describeExpiry, describeSessions } from './account-store-conformance-sessions.ts'
import type { OpenStore } from './opened-store.ts'

/** What every `AccountStore` promises. `open` gives a fresh, empty store each time. */
export function describeAccountStore(adapter: string, open: OpenStore): void {
  describe(`AccountStore on ${adapter}`, () => {
    describeFirstAccount(open)
    describeAccounts(open)
    describeMembers(open)
    describeInvitations(open)
    describeSessions(open)
    describeExpiry(open)
    describePasswordResets(open)
  })
}
