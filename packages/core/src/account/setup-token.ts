import type { Secret } from '../credential/secret.ts'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import type { AccountStore, SetupToken } from '../ports/account-store.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { RandomSource } from '../ports/random-source.ts'
import { hashOneTimeToken, newOneTimeToken } from './one-time-token.ts'

export const SETUP_TOKEN_LIFE_MS = 24 * 60 * 60 * 1000

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
    const token = newOneTimeToken(random)
    const hash = hashOneTimeToken(token.reveal())
    await accounts.setSetupToken({ hash, expiresAt: (clock.now() + SETUP_TOKEN_LIFE_MS) as Instant })
    return token
  }

/** Takes the same time for every wrong token. */
export const opensSetup = (stored: SetupToken | undefined, presented: string, now: Instant): boolean => {
  const isRight = equalInConstantTime(hashOneTimeToken(presented), stored?.hash ?? hashOneTimeToken(''))
  return stored !== undefined && isRight && now < stored.expiresAt
}
