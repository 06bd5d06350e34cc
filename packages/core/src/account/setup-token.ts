import { createHmac } from 'node:crypto'
import { Secret } from '../credential/secret.ts'
import { equalInConstantTime } from '../crypto/constant-time.ts'
import type { AccountStore, SetupToken } from '../ports/account-store.ts'
import type { Clock, Instant } from '../ports/clock.ts'
import type { RandomSource } from '../ports/random-source.ts'
import { hashOneTimeToken, newOneTimeToken } from './one-time-token.ts'

export const SETUP_TOKEN_LIFE_MS = 24 * 60 * 60 * 1000
const TOKEN_PERIOD_MS = 60 * 60 * 1000

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
    return storeSetupToken(accounts, newOneTimeToken(random), (clock.now() + SETUP_TOKEN_LIFE_MS) as Instant)
  }

export interface ShareSetupTokenDependencies {
  readonly accounts: Pick<AccountStore, 'hasAccounts' | 'setSetupToken' | 'findSetupToken'>
  readonly clock: Pick<Clock, 'now'>
  /** The same for all servers on one database. */
  readonly masterKey: Uint8Array
}

/**
 * The setup token that every server with the same master key arrives at by itself, so that none takes back what another has
 * shown: the one that stands, or a new one where none of them does. `undefined`: there is an account already.
 */
export const makeShareSetupToken =
  ({ accounts, clock, masterKey }: ShareSetupTokenDependencies) =>
  async (): Promise<Secret | undefined> => {
    if (await accounts.hasAccounts()) return undefined
    const now = clock.now()
    const stored = await accounts.findSetupToken()
    const standing = stored === undefined ? undefined : sharedToken(masterKey, stored.expiresAt)
    if (standing !== undefined && opensSetup(stored, standing.reveal(), now)) return standing
    const expiresAt = (now + SETUP_TOKEN_LIFE_MS) as Instant
    return storeSetupToken(accounts, sharedToken(masterKey, expiresAt), expiresAt)
  }

/** One an hour: servers that start at once do not do so in the same millisecond. */
function sharedToken(masterKey: Uint8Array, expiresAt: Instant): Secret {
  const hour = Math.floor(expiresAt / TOKEN_PERIOD_MS)
  return new Secret(createHmac('sha256', masterKey).update(`latchkey/setup-token/v1\0${hour}`).digest('base64url'))
}

async function storeSetupToken(
  accounts: RenewSetupTokenDependencies['accounts'],
  token: Secret,
  expiresAt: Instant,
): Promise<Secret> {
  await accounts.setSetupToken({ hash: hashOneTimeToken(token.reveal()), expiresAt })
  return token
}

/** Takes the same time for every wrong token. */
export const opensSetup = (stored: SetupToken | undefined, presented: string, now: Instant): boolean => {
  const isRight = equalInConstantTime(hashOneTimeToken(presented), stored?.hash ?? hashOneTimeToken(''))
  return stored !== undefined && isRight && now < stored.expiresAt
}
