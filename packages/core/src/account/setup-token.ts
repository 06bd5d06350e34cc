import { hash } from 'node:crypto'
import { Secret } from '../credential/secret.ts'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import type { AccountStore, SetupToken } from '../ports/account-store.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { RandomSource } from '../ports/random-source.ts'

export const SETUP_TOKEN_LIFE_MS = 24 * 60 * 60 * 1000
const TOKEN_BYTES = 32

/** How one-time tokens (setup, invitations) are stored and found: SHA-256 of the text, base64url. */
export const hashOneTimeToken = (token: string): string => hash('sha256', token, 'base64url')

export interface RenewSetupTokenDependencies {
  readonly accounts: Pick<AccountStore, 'hasAccounts' | 'setSetupToken'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: RandomSource
}

/** A fresh setup token, after which no earlier one works. `undefined`: there is an account already. */
export const makeRenewSetupToken =
  ({ accounts, clock, random }: RenewSetupTokenDependencies) =>
  async (): Promise<Secret | undefined> => {
    if (await accounts.hasAccounts()) return undefined
    const token = Buffer.from(random.bytes(TOKEN_BYTES)).toString('base64url')
    await accounts.setSetupToken({ hash: hashOneTimeToken(token), expiresAt: (clock.now() + SETUP_TOKEN_LIFE_MS) as Instant })
    return new Secret(token)
  }

/** Takes the same time for every wrong token. */
export const opensSetup = (stored: SetupToken | undefined, presented: string, now: Instant): boolean => {
  const isRight = equalInConstantTime(hashOneTimeToken(presented), stored?.hash ?? hashOneTimeToken(''))
  return stored !== undefined && isRight && now < stored.expiresAt
}
